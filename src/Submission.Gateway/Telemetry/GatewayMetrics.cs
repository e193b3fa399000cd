using System.Diagnostics;
using System.Diagnostics.Metrics;
using Submission.Gateway.Delivery;

namespace Submission.Gateway.Telemetry;

/// <summary>The meter and the activity source <c>Submission.Gateway</c>.</summary>
internal static class GatewayMetrics
{
    public const string Name = "Submission.Gateway";

    public static readonly ActivitySource Activities = new(Name);

    public static readonly Meter Meter = new(Name);

    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1800] };

    private static readonly InstrumentAdvice<double> Waits = new() { HistogramBucketBoundaries = [0.005, 0.02, 0.1, 0.5, 2, 10, 60, 300, 1800, 14400, 86400, 432000] };

    private static readonly Counter<long> Accepted =
        Meter.CreateCounter<long>("gateway.messages.accepted", "{message}", "Messages that were handed in, by what came of storing them.");

    private static readonly Counter<long> Deliveries =
        Meter.CreateCounter<long>("gateway.deliveries", "{recipient}", "Attempts for a recipient by outcome, and by what the status is about.");

    private static readonly Counter<long> DoubtfulDeliveries =
        Meter.CreateCounter<long>("gateway.deliveries.doubtful", "{transaction}", "Messages whose last reply was lost, so that they may arrive twice.");

    private static readonly Counter<long> LostClaims = Meter.CreateCounter<long>("gateway.claims.lost", "{claim}", "Claims that another node or an operator has taken over.");

    private static readonly Counter<long> Notices = Meter.CreateCounter<long>("gateway.notices", "{notice}", "Notices to senders.");

    private static readonly Histogram<double> Attempts = Meter.CreateHistogram("gateway.attempt.duration", "s", "From the start of an attempt to its end.", advice: Seconds);

    private static readonly Histogram<double> Times = Meter.CreateHistogram("gateway.delivery.time", "s", "From acceptance to delivery.", advice: Waits);

    private static readonly string[] Outcomes = ["delivered", "deferred", "failed"];

    // RFC 3463, section 3.1 to 3.8.
    private static readonly string[] Subjects = ["other", "address", "mailbox", "system", "network", "protocol", "content", "policy"];

    public static void Taken(string outcome, bool isDirect) =>
        Accepted.Add(1, new KeyValuePair<string, object?>("outcome", outcome), new KeyValuePair<string, object?>("direct", isDirect));

    public static void Ended(RecipientOutcome outcome, TimeSpan? time)
    {
        Deliveries.Add(
            1,
            new KeyValuePair<string, object?>("outcome", Outcomes[(int)outcome.Kind]),
            new KeyValuePair<string, object?>("reason", Subjects[outcome.Status.Subject < Subjects.Length ? outcome.Status.Subject : 0]));
        if (time is { } elapsed) Times.Record(elapsed.TotalSeconds);
    }

    public static void Tried(TimeSpan elapsed) => Attempts.Record(elapsed.TotalSeconds);

    public static void Doubtful() => DoubtfulDeliveries.Add(1);

    public static void ClaimLost() => LostClaims.Add(1);

    public static void NoticeWritten() => Notices.Add(1);
}
