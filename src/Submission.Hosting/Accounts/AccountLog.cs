using Microsoft.Extensions.Logging;
using Submission.Policy.Specification;

namespace Submission.Hosting.Accounts;

internal static partial class AccountLog
{
    [LoggerMessage(100, LogLevel.Information, "{Path}: {Count} accounts are in force")]
    public static partial void Reloaded(ILogger logger, string path, int count);

    [LoggerMessage(101, LogLevel.Error, "{Path}: {Count} errors; the accounts of before stay in force")]
    public static partial void NotReloaded(ILogger logger, string path, int count);

    [LoggerMessage(102, LogLevel.Error, "{Error}")]
    public static partial void Error(ILogger logger, SpecError error);

    [LoggerMessage(103, LogLevel.Warning, "The account {Account} has had {Count} failed logins within an hour, the latest from {Client}. It is not locked: whoever knows the password gets in")]
    public static partial void Attacked(ILogger logger, string account, int count, string client);
}
