using System.Collections.Immutable;
using Submission.Policy.Delivery;

namespace Submission.Policy.Testing;

/// <summary>
/// Whoever delivers the messages that were accepted: it keeps them and, when it is told what has become of them, reports that to the policy as a host would. Thread-safe.
/// </summary>
public sealed class FakeDelivery
{
    private readonly List<Accepted> _messages = [];
    private readonly Lock _lock = new();

    /// <summary>How many messages it has taken.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _messages.Count;
        }
    }

    /// <summary>Takes a message that was accepted; to be called after <see cref="PolicyTransaction.CommitAsync"/> and before the transaction is disposed.</summary>
    /// <param name="session">The session in which it was sent.</param>
    /// <param name="transaction">Its transaction.</param>
    /// <param name="sender">The reverse-path.</param>
    /// <param name="acceptedAt">When it was accepted.</param>
    public void Take(PolicySession session, PolicyTransaction transaction, EmailAddress sender, DateTimeOffset acceptedAt)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(sender);
        var report = new DeliveryReport
        {
            MessageId = transaction.Id.ToString(),
            Event = DeliveryEvent.Queued,
            AcceptedAt = acceptedAt,
            Sender = sender,
            Client = session.Client,
            Account = session.Account,
        };
        Take(report, [.. transaction.Recipients]);
    }

    internal void Take(DeliveryReport report, ImmutableArray<EmailAddress> recipients)
    {
        lock (_lock) _messages.Add(new Accepted(report, recipients));
    }

    /// <summary>Reports what has become of messages: of the latest ones, in the order in which they were accepted.</summary>
    /// <param name="feedback">Who is told.</param>
    /// <param name="happened">What has happened.</param>
    /// <param name="latest">Of how many messages; of all where it is <see langword="null"/>, which is the default.</param>
    /// <param name="recipient">The recipient to whom it has happened; messages to others are passed over. All recipients where it is <see langword="null"/>, which is the default.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Of how many messages it was reported: none where there are not so many as were asked for.</returns>
    public async ValueTask<int> ReportAsync(
        IDeliveryFeedback feedback, DeliveryEvent happened, int? latest = null, EmailAddress? recipient = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(feedback);
        ArgumentOutOfRangeException.ThrowIfLessThan(latest ?? 1, 1, nameof(latest));
        DeliveryReport[] found;
        lock (_lock) found = [.. _messages.Where(message => recipient is null || message.Recipients.Contains(recipient)).Select(static message => message.Report)];
        if (latest is { } count) found = found.Length < count ? [] : found[^count..];
        foreach (DeliveryReport report in found)
            await feedback.ReportAsync(report with { Event = happened, Recipient = recipient }, cancellationToken).ConfigureAwait(false);
        return found.Length;
    }

    private sealed record Accepted(DeliveryReport Report, ImmutableArray<EmailAddress> Recipients);
}
