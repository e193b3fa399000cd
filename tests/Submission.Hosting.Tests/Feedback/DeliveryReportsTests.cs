using System.Collections.Concurrent;
using System.Net;
using Submission.Hosting.Feedback;
using Submission.Policy;
using Submission.Policy.Delivery;

namespace Submission.Hosting.Tests.Feedback;

/// <summary>Reports that wait for a policy that fails.</summary>
public sealed class DeliveryReportsTests : IDeliveryFeedback
{
    private readonly ConcurrentQueue<string> _told = new();

    [Fact]
    public async Task Report_ThatIsCancelledAndNotByTheStop_IsToldInTheLogAndTheNextIsTaken()
    {
        var logger = new RecordingLogger<DeliveryReports>();
        using var reports = new DeliveryReports(this, logger);
        await reports.StartAsync(TestContext.Current.CancellationToken);

        reports.Post(Report("cancelled"));
        reports.Post(Report("next"));

        for (int i = 0; i < 6000 && _told.Count < 2; i++) await Task.Delay(5, TestContext.Current.CancellationToken);
        Assert.Equal(["cancelled", "next"], _told);
        Assert.Contains("Error The report of what has become of cancelled was not taken", Assert.Single(logger.Lines), StringComparison.Ordinal);
        await reports.StopAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask ReportAsync(DeliveryReport report, CancellationToken cancellationToken)
    {
        _told.Enqueue(report.MessageId);
        return report.MessageId == "cancelled" ? ValueTask.FromException(new TaskCanceledException("a time-out of something within")) : default;
    }

    private static DeliveryReport Report(string id) => new()
    {
        MessageId = id,
        Event = DeliveryEvent.Delivered,
        AcceptedAt = DateTimeOffset.UnixEpoch,
        Sender = EmailAddress.NullReversePath,
        Client = new ClientFacts(IPAddress.Loopback),
    };
}
