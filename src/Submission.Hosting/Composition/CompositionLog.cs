using Microsoft.Extensions.Logging;

namespace Submission.Hosting.Composition;

internal static partial class CompositionLog
{
    [LoggerMessage(120, LogLevel.Warning, "The country database: {Error}")]
    public static partial void CountryDatabase(ILogger logger, string error);
}
