using Microsoft.Extensions.Logging;

namespace Submission.Gateway.Tls.Reporting;

/// <summary>What TLS reporting writes to the log.</summary>
internal static partial class TlsReportLog
{
    [LoggerMessage(440, LogLevel.Information, "TLS report of {Domain} for {Day} sent to {Address}")]
    public static partial void Sent(ILogger logger, string domain, DateOnly day, string address);

    [LoggerMessage(441, LogLevel.Warning, "TLS report of {Domain} for {Day} not sent to {Address}: {Reason}")]
    public static partial void NotSent(ILogger logger, string domain, DateOnly day, string address, string reason);

    [LoggerMessage(442, LogLevel.Warning, "What was seen of TLS cannot be kept in {Directory}: {Reason}")]
    public static partial void FolderUnavailable(ILogger logger, string directory, string reason);

    [LoggerMessage(443, LogLevel.Warning, "What was seen of TLS in {File} is damaged and not reported")]
    public static partial void FileDamaged(ILogger logger, string file);

    [LoggerMessage(444, LogLevel.Error, "Sending TLS reports failed and goes on")]
    public static partial void Failed(ILogger logger, Exception exception);

    [LoggerMessage(445, LogLevel.Warning, "TLS report of {Domain} for {Day} given up after a day")]
    public static partial void GivenUp(ILogger logger, string domain, DateOnly day);
}
