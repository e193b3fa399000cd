using Microsoft.Extensions.Logging;

namespace Submission.Hosting.Certificates;

internal static partial class CertificateLog
{
    [LoggerMessage(110, LogLevel.Information, "{Path}: the certificate of {Subject}, valid until {NotAfter:u}, is in force")]
    public static partial void Reloaded(ILogger logger, string path, string subject, DateTime notAfter);

    [LoggerMessage(111, LogLevel.Error, "{Error}; the certificate of before stays in force")]
    public static partial void NotReloaded(ILogger logger, string error);

    [LoggerMessage(112, LogLevel.Error, "{Path}: the certificate in force expired at {NotAfter:u}; clients that check it will not send")]
    public static partial void Expired(ILogger logger, string path, DateTime notAfter);
}
