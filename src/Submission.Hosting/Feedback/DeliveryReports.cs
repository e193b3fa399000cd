using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Submission.Policy.Delivery;

namespace Submission.Hosting.Feedback;

/// <summary>
/// Takes reports of deliveries at once and tells them to the policy one after the other, so that nobody who reports waits for counters or fails with them. Where more come
/// than can be told, the newest are dropped. Thread-safe.
/// </summary>
internal sealed class DeliveryReports(IDeliveryFeedback feedback, ILogger<DeliveryReports> logger) : BackgroundService
{
    private const int Capacity = 20_000;

    private readonly Channel<DeliveryReport> _reports =
        Channel.CreateBounded<DeliveryReport>(new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private int _dropped;
    private int _untold;

    /// <summary>Whether some report has been taken and not yet told.</summary>
    public bool IsTelling => Volatile.Read(ref _untold) > 0;

    /// <summary>Takes a report.</summary>
    public void Post(DeliveryReport report)
    {
        Interlocked.Increment(ref _untold);
        if (_reports.Writer.TryWrite(report))
        {
            Volatile.Write(ref _dropped, 0);
            return;
        }

        Interlocked.Decrement(ref _untold);
        // One line in the log for each time that it gets full.
        if (Interlocked.Increment(ref _dropped) == 1) FeedbackLog.ReportsDropped(logger, Capacity);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (DeliveryReport report in _reports.Reader.ReadAllAsync(stoppingToken).ConfigureAwait(false))
                await TellAsync(report, stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return; // the host stops
        }
    }

    private async ValueTask TellAsync(DeliveryReport report, CancellationToken stoppingToken)
    {
        try
        {
            await feedback.ReportAsync(report, stoppingToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            FeedbackLog.ReportFailed(logger, report.MessageId, exception);
        }
        finally
        {
            Interlocked.Decrement(ref _untold);
        }
    }
}
