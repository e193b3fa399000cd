using System.Globalization;
using Submission.Policy.Delivery;

namespace Submission.Policy.Testing.Running;

/// <summary>The messages of a case that were accepted and handed over, in any of its sessions, and whoever delivers them.</summary>
internal sealed class AcceptedMessages(IDeliveryFeedback? feedback)
{
    private readonly List<AcceptedMessage> _messages = [];

    public void Add(AcceptedMessage message) => _messages.Add(message);

    /// <summary>Tells the policy what has become of the latest messages.</summary>
    /// <param name="happened">What has happened.</param>
    /// <param name="count">Of how many; of all where <see langword="null"/>.</param>
    /// <param name="recipient">The recipient to whom it has happened; all of a message's where <see langword="null"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<StepOutcome> ReportAsync(DeliveryEvent happened, int? count, EmailAddress? recipient, CancellationToken cancellationToken)
    {
        if (feedback is null) return StepOutcome.NotPossible("the engine takes no reports of deliveries");
        AcceptedMessage[] found = recipient is null ? [.. _messages] : [.. _messages.Where(message => message.Recipients.Contains(recipient))];
        if (found.Length < (count ?? 1)) return StepOutcome.NotPossible(string.Create(CultureInfo.InvariantCulture, $"messages accepted so far: {found.Length}"));
        foreach (AcceptedMessage message in count is { } latest ? found[^latest..] : found)
            await feedback.ReportAsync(message.Report(happened, recipient), cancellationToken).ConfigureAwait(false);
        return StepOutcome.None;
    }
}
