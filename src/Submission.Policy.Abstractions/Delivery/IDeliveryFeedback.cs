namespace Submission.Policy.Delivery;

/// <summary>
/// Takes what has become of accepted messages, for the rules that look at shares of a batch (checks 11, 11a). The engine implements it; whoever delivers reports here.
/// Thread-safe. Telling the same twice changes nothing.
/// </summary>
public interface IDeliveryFeedback
{
    /// <summary>Takes a report.</summary>
    /// <param name="report">What has happened.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask ReportAsync(DeliveryReport report, CancellationToken cancellationToken);
}
