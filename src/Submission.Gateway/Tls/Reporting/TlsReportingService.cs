using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Submission.Gateway.Tls.Reporting;

/// <summary>Writes what was seen each minute, and sends the reports of a day at a random moment after its end, those that were due while nothing ran at the start; what cannot be sent is tried for a day.</summary>
internal sealed class TlsReportingService(TlsReportCollector collector, TlsReportSender sender, TlsReportingOptions options, TimeProvider time, ILogger logger, Func<double>? random = null) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(4);
    private static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    private readonly Dictionary<(DateOnly Day, string Domain), Pending> _pending = [];

    /// <summary>Does what is due now.</summary>
    public async Task StepAsync(CancellationToken cancellationToken)
    {
        collector.Flush();
        foreach ((DateOnly day, string domain) in collector.Due())
        {
            DateTimeOffset now = time.GetUtcNow();
            DateTimeOffset end = new(day.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc));
            if (!_pending.TryGetValue((day, domain), out Pending? pending)) _pending.Add((day, domain), pending = new Pending { At = end + (options.Spread * (random ?? Random.Shared.NextDouble)()) });
            if (pending.At > now) continue;
            bool isDone = await sender.SendAsync(day, domain, collector.Find(day, domain), pending.Taken, cancellationToken).ConfigureAwait(false);
            if (!isDone && now - end >= Patience)
            {
                TlsReportLog.GivenUp(logger, domain, day);
                isDone = true;
            }

            if (isDone)
            {
                collector.Conclude(day, domain);
                _pending.Remove((day, domain));
            }
            else
            {
                pending.Pause = pending.Pause == TimeSpan.Zero ? FirstPause : pending.Pause * 2 < LongestPause ? pending.Pause * 2 : LongestPause;
                DateTimeOffset last = end + Patience;
                pending.At = now + pending.Pause < last ? now + pending.Pause : last;
            }
        }

        collector.Flush();
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        collector.Flush();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Every, time);
        try
        {
            do
            {
                try
                {
                    await StepAsync(stoppingToken).ConfigureAwait(false);
                }
                catch (Exception error) when (error is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
                {
                    TlsReportLog.Failed(logger, error);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return; // the host stops
        }
    }

    private sealed class Pending
    {
        public DateTimeOffset At { get; set; }

        public TimeSpan Pause { get; set; }

        public HashSet<string> Taken { get; } = new(StringComparer.Ordinal);
    }
}
