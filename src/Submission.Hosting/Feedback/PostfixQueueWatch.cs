using Microsoft.Extensions.Hosting;
using Submission.Hosting.Configuration;
using Submission.Policy.Delivery;

namespace Submission.Hosting.Feedback;

/// <summary>Looks at the queue again and again, and reports what has changed.</summary>
internal sealed class PostfixQueueWatch(
    PostfixQueueOptions options, PostfixQueueReader reader, PostfixQueueHistory history, DeliveryReports reports, TimeProvider time) : BackgroundService
{
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        history.BeginLook();
        if (await reader.ReadAsync(cancellationToken).ConfigureAwait(false) is not { } snapshot) return;
        foreach (DeliveryReport report in history.Compare(snapshot)) reports.Post(report);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Interval, time);
        try
        {
            do await LookAsync(stoppingToken).ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return; // the host stops
        }
    }
}
