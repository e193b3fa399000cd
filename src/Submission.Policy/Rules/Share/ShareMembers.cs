using System.Collections.Immutable;
using Submission.Policy.Counters;
using Submission.Policy.Delivery;

namespace Submission.Policy.Rules.Share;

/// <summary>Keeps the batches of a share: what was accepted, and what has become of it. A message counts once, whatever is told of it how often. Thread-safe.</summary>
internal sealed class ShareMembers(ShareOptions options)
{
    // Memory follows what is really sent, whoever sends it: the members of a batch are given up only beyond this many.
    private const long MaximumMembers = 1_000_000;

    private readonly CounterLimit _limit = new([new CounterWindow(options.Within, MaximumMembers)], isDistinct: true);

    /// <summary>Adds a message that was accepted.</summary>
    /// <param name="context">The facts of its transaction.</param>
    /// <param name="id">Its id.</param>
    /// <param name="recipients">Its recipients.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask AddAcceptedAsync(PolicyContext context, string id, IReadOnlyList<EmailAddress> recipients, CancellationToken cancellationToken)
    {
        string[] members = options.CountsRecipients ? [.. recipients.Select(recipient => MemberOf(id, recipient))] : [id];
        string[] matching = options.Of == ShareOf.Accepted ? Matching(context, members, recipients) : [];
        foreach (ShareKey key in options.Keys)
        {
            if (!key.TryRead(context, knowsClient: true, out string? subject)) continue;
            foreach (string member in members) await RecordAsync(context, key.Total(subject), member, null, cancellationToken).ConfigureAwait(false);
            foreach (string member in matching) await RecordAsync(context, key.Part(subject), member, null, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes what has become of a message.</summary>
    /// <param name="context">What the report knows.</param>
    /// <param name="report">The report.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask ReportAsync(PolicyContext context, DeliveryReport report, CancellationToken cancellationToken)
    {
        if (options.Of == ShareOf.Accepted || (options.Of == ShareOf.Bounced && report.Event != DeliveryEvent.Bounced)) return;
        string member = options.CountsRecipients && report.Recipient is not null ? MemberOf(report.MessageId, report.Recipient) : report.MessageId;
        bool isPart = report.Event == (options.Of == ShareOf.Queued ? DeliveryEvent.Queued : DeliveryEvent.Bounced) && Matches(context, report.Recipient);
        foreach (ShareKey key in options.Keys)
        {
            if (!key.TryRead(context, report.Client is not null, out string? subject)) continue;
            // What bounced may never have been accepted: it belongs to the batch all the same.
            if (report.Event == DeliveryEvent.Bounced) await RecordAsync(context, key.Total(subject), member, report.AcceptedAt, cancellationToken).ConfigureAwait(false);
            if (isPart) await RecordAsync(context, key.Part(subject), member, report.AcceptedAt, cancellationToken).ConfigureAwait(false);
            else if (options.Of == ShareOf.Queued && report.Event != DeliveryEvent.Queued) await context.Counters.WithdrawAsync(key.Part(subject), member, cancellationToken).ConfigureAwait(false);
        }
    }

    private static string MemberOf(string id, EmailAddress recipient) => $"{id} {recipient.Canonical}";

    private string[] Matching(PolicyContext context, string[] members, IReadOnlyList<EmailAddress> recipients)
    {
        ImmutableArray<string>.Builder matching = ImmutableArray.CreateBuilder<string>();
        for (int i = 0; i < recipients.Count; i++)
        {
            if (!Matches(context, recipients[i])) continue;
            if (!options.CountsRecipients) return members;
            matching.Add(members[i]);
        }

        return [.. matching];
    }

    private bool Matches(PolicyContext context, EmailAddress? recipient)
    {
        if (options.Only is null) return true;
        context.Recipient = recipient;
        bool matches = options.Only.TryEvaluateBool(context, out bool value) && value;
        context.Recipient = null;
        return matches;
    }

    private async ValueTask RecordAsync(PolicyContext context, CounterKey key, string member, DateTimeOffset? at, CancellationToken cancellationToken) =>
        await context.Counters.RecordAsync(new CounterCharge(key, _limit, 1, member) { At = at }, cancellationToken).ConfigureAwait(false);
}
