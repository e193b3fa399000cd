using Microsoft.Extensions.Logging;

namespace Submission.Gateway.Tls.Dane;

/// <summary>What is logged of DANE as a whole; of single servers the attempts tell.</summary>
internal static partial class DaneLog
{
    [LoggerMessage(420, LogLevel.Information, "DANE is on: the resolver validates DNSSEC")]
    public static partial void On(ILogger logger);

    [LoggerMessage(421, LogLevel.Information, "{Reason}; TLSA records are not looked at")]
    public static partial void Off(ILogger logger, string reason);

    [LoggerMessage(422, LogLevel.Error, "DANE is OFF and mail is less safe than it should be: {Reason}")]
    public static partial void Failed(ILogger logger, string reason);

    [LoggerMessage(423, LogLevel.Warning, "Whether the resolver validates DNSSEC cannot be checked now, '{Name}' is not answered: {Reason}")]
    public static partial void NotChecked(ILogger logger, string name, string reason);

    [LoggerMessage(424, LogLevel.Error, "Whether the resolver validates DNSSEC cannot be checked")]
    public static partial void CheckFailed(ILogger logger, Exception exception);
}
