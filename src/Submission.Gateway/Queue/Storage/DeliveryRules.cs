using System.Collections.Immutable;
using Submission.Smtp.Protocol;

namespace Submission.Gateway.Queue.Storage;

/// <summary>What every queue does alike with recipients.</summary>
internal static class DeliveryRules
{
    /// <summary>Parts the recipients of a message by their domains, in the order in which these first appear.</summary>
    public static List<(string Destination, ImmutableArray<QueuedRecipient> Recipients)> Part(IReadOnlyList<RcptCommand> recipients)
    {
        if (recipients.Count == 1)
            return [(recipients[0].ForwardPath.DomainText, [new QueuedRecipient { Command = recipients[0], Ordinal = 0 }])];

        Dictionary<string, ImmutableArray<QueuedRecipient>.Builder> byDomain = new(StringComparer.Ordinal);
        List<string> order = [];
        for (int i = 0; i < recipients.Count; i++)
        {
            string domain = recipients[i].ForwardPath.DomainText;
            if (!byDomain.TryGetValue(domain, out ImmutableArray<QueuedRecipient>.Builder? part))
            {
                byDomain.Add(domain, part = ImmutableArray.CreateBuilder<QueuedRecipient>());
                order.Add(domain);
            }

            part.Add(new QueuedRecipient { Command = recipients[i], Ordinal = i });
        }

        List<(string, ImmutableArray<QueuedRecipient>)> parts = new(order.Count);
        foreach (string domain in order) parts.Add((domain, byDomain[domain].DrainToImmutable()));
        return parts;
    }

    /// <summary>Leaves out those that are done with and for which no notice is owed.</summary>
    public static ImmutableArray<QueuedRecipient> Remaining(ImmutableArray<QueuedRecipient> recipients)
    {
        foreach (QueuedRecipient recipient in recipients)
        {
            if (IsGone(recipient)) return recipients.RemoveAll(static one => IsGone(one));
        }

        return recipients;
    }

    /// <summary>Whether nothing more is to be tried for any of them.</summary>
    public static bool AreDone(ImmutableArray<QueuedRecipient> recipients)
    {
        foreach (QueuedRecipient recipient in recipients)
        {
            if (!recipient.IsDone) return false;
        }

        return true;
    }

    /// <summary>Whether a notice is owed for any of them.</summary>
    public static bool OweNotice(ImmutableArray<QueuedRecipient> recipients)
    {
        foreach (QueuedRecipient recipient in recipients)
        {
            if (recipient.Notice != OwedNotice.None) return true;
        }

        return false;
    }

    /// <summary>The recipients once the notices that were claimed are in the queue: those of the claim owe nothing more, and what is done with is left out.</summary>
    /// <param name="now">As they are now.</param>
    /// <param name="claimed">As they were when the notices were claimed.</param>
    public static ImmutableArray<QueuedRecipient> Told(ImmutableArray<QueuedRecipient> now, ImmutableArray<QueuedRecipient> claimed)
    {
        ImmutableArray<QueuedRecipient>.Builder told = ImmutableArray.CreateBuilder<QueuedRecipient>(now.Length);
        foreach (QueuedRecipient recipient in now)
        {
            OwedNotice notice = Find(claimed, recipient.Ordinal)?.Notice ?? OwedNotice.None;
            if (notice == OwedNotice.None) told.Add(recipient);
            else told.Add(recipient with { Notice = recipient.Notice == notice ? OwedNotice.None : recipient.Notice, IsDelayTold = recipient.IsDelayTold || notice == OwedNotice.Delayed });
        }

        return Remaining(told.DrainToImmutable());
    }

    /// <summary>What an attempt has left, less the notices that were told while it was under way.</summary>
    /// <param name="remaining">The recipients after the attempt.</param>
    /// <param name="claimed">As they were when it began.</param>
    /// <param name="stored">As they are stored.</param>
    public static ImmutableArray<QueuedRecipient> Merge(ImmutableArray<QueuedRecipient> remaining, ImmutableArray<QueuedRecipient> claimed, ImmutableArray<QueuedRecipient> stored)
    {
        ImmutableArray<QueuedRecipient>.Builder merged = ImmutableArray.CreateBuilder<QueuedRecipient>(remaining.Length);
        foreach (QueuedRecipient recipient in remaining)
        {
            QueuedRecipient? before = Find(claimed, recipient.Ordinal);
            QueuedRecipient? now = Find(stored, recipient.Ordinal);
            bool wasTold = before is { Notice: not OwedNotice.None } && (now is null || now.Notice == OwedNotice.None);
            if (!wasTold) merged.Add(recipient);
            else merged.Add(recipient with { Notice = recipient.Notice == before!.Notice ? OwedNotice.None : recipient.Notice, IsDelayTold = recipient.IsDelayTold || before.Notice == OwedNotice.Delayed });
        }

        return Remaining(merged.DrainToImmutable());
    }

    private static QueuedRecipient? Find(ImmutableArray<QueuedRecipient> recipients, int ordinal)
    {
        foreach (QueuedRecipient recipient in recipients)
        {
            if (recipient.Ordinal == ordinal) return recipient;
        }

        return null;
    }

    private static bool IsGone(QueuedRecipient recipient) => recipient.IsDone && recipient.Notice == OwedNotice.None;
}
