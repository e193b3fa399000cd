using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Submission.Policy.Lookups;

namespace Submission.Hosting.Composition;

/// <summary>Asks the configured scanners once when the host starts, so that one that does not answer is known before the first message is deferred for it.</summary>
internal sealed class ScannerCheck(IVirusScanner? viruses, ISpamScanner? spam, TimeProvider time, ILogger<ScannerCheck> logger) : BackgroundService
{
    private static readonly MessageContent Probe = MessageContent.FromMemory("Subject: start of the host\r\n\r\nNothing to be found here.\r\n"u8.ToArray());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (viruses is not null) Tell("virus", await viruses.ScanAsync(Probe, stoppingToken).ConfigureAwait(false));
        if (spam is not null) Tell("spam", await spam.ScanAsync(Request(), stoppingToken).ConfigureAwait(false));
    }

    private SpamScanRequest Request() => new()
    {
        Content = Probe,
        Id = TransactionId.Create(time.GetUtcNow()),
        Client = IPAddress.Loopback,
        HeloName = "localhost",
        Sender = EmailAddress.NullReversePath,
        Recipients = [],
    };

    private void Tell<T>(string what, LookupResult<T> result)
    {
        if (result.IsUnavailable) CompositionLog.ScannerSilent(logger, what, result.Reason ?? "no reason was given");
        else CompositionLog.ScannerAnswers(logger, what);
    }
}
