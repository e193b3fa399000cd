using System.Diagnostics.CodeAnalysis;
using Submission.Policy.Delivery;

namespace Submission.Hosting.Feedback;

/// <summary>
/// Tells from one look at the queue to the next what has become of messages: one that waits for the first time is queued, one that waited and is gone is delivered. Bounces
/// cannot be told from deliveries here. Thread-safe.
/// </summary>
internal sealed class PostfixQueueHistory
{
    /// <summary>How many messages are remembered that were handed over and not yet looked for.</summary>
    public const int MaximumHandedOver = 100_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DeliveryReport> _waiting = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HandedOver> _handedOver = new(StringComparer.Ordinal);
    private long _look;

    /// <summary>Remembers who sent a message that Postfix has just taken, which its queue does not tell.</summary>
    /// <param name="id">Its id in the queue.</param>
    /// <param name="report">The report of the message; those that follow are like it.</param>
    public void Remember(string id, DeliveryReport report)
    {
        lock (_lock)
        {
            if (_handedOver.Count < MaximumHandedOver) _handedOver[id] = new HandedOver(report, _look);
        }
    }

    /// <summary>To be called before the queue is looked at: what is remembered from then on may be missing in what is seen.</summary>
    public void BeginLook()
    {
        lock (_lock) _look++;
    }

    /// <summary>Compares what is in the queue with what was there before.</summary>
    /// <param name="snapshot">What is in the queue now.</param>
    /// <returns>What has happened; in the order of the queue, those that are gone last.</returns>
    public IReadOnlyList<DeliveryReport> Compare(PostfixQueueSnapshot snapshot)
    {
        List<DeliveryReport> reports = [];
        lock (_lock)
        {
            var seen = new HashSet<string>(snapshot.Entries.Count, StringComparer.Ordinal);
            foreach (PostfixQueueEntry entry in snapshot.Entries)
            {
                if (!seen.Add(entry.Id) || !entry.Waits || _waiting.ContainsKey(entry.Id) || !TryReport(entry, out DeliveryReport? report)) continue;
                _waiting.Add(entry.Id, report);
                reports.Add(report);
            }

            if (!snapshot.IsComplete) return reports;
            foreach ((string id, DeliveryReport report) in _waiting)
            {
                if (!seen.Contains(id) && _waiting.Remove(id)) reports.Add(report with { Event = DeliveryEvent.Delivered });
            }

            foreach ((string id, HandedOver handed) in _handedOver)
            {
                // It was handed over before the look and is not there: it went through at once.
                if (handed.Look < _look && !seen.Contains(id)) _handedOver.Remove(id);
            }
        }

        return reports;
    }

    private bool TryReport(in PostfixQueueEntry entry, [NotNullWhen(true)] out DeliveryReport? report)
    {
        report = null;
        if (_handedOver.Remove(entry.Id, out HandedOver known))
        {
            report = known.Report with { Event = DeliveryEvent.Queued };
        }
        else if (!entry.Sender.IsNull)
        {
            // A delivery notice has no sender whose share could be counted.
            report = new DeliveryReport { MessageId = entry.Id, Event = DeliveryEvent.Queued, AcceptedAt = entry.ArrivedAt, Sender = entry.Sender };
        }

        return report is not null;
    }

    private readonly record struct HandedOver(DeliveryReport Report, long Look);
}
