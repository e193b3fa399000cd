using System.Collections.Immutable;
using Submission.Gateway.Delivery;
using Submission.Gateway.Dsn;
using Submission.Gateway.Queue.Storage;

namespace Submission.Gateway.Queue.Sqlite;

/// <summary>What an operator has done with some deliveries, within a transaction. Each is looked at anew, because it was found some time ago.</summary>
internal static class OperatorWork
{
    private const string SelectState = "SELECT state FROM delivery WHERE number = ?1";
    private const string SetDue = "UPDATE delivery SET next_at = ?2 WHERE number = ?1 AND next_at > ?2";
    // Later than before in any case, so that what is under way can tell that it was asked for meanwhile.
    private const string SetAsked = "UPDATE delivery SET asked_at = max(?2, ifnull(asked_at + 1, ?2)), next_at = CASE WHEN state = 0 THEN min(next_at, ?2) ELSE next_at END WHERE number = ?1";

    private const string SetHeld =
        "UPDATE delivery SET state = CASE state WHEN 1 THEN 1 ELSE 2 END, hold_reason = ?2, held_until = ?3 WHERE number = ?1";

    private const string SetReleased = "UPDATE delivery SET state = 0, next_at = ?2, asked_at = ?2, hold_reason = NULL, held_until = NULL WHERE number = ?1";
    private const string ClearHold = "UPDATE delivery SET hold_reason = NULL, held_until = NULL WHERE number = ?1";

    private const string SetFinished =
        "UPDATE delivery SET state = 3, owes = 1, hold_reason = NULL, held_until = NULL, recipients = ?2 WHERE number = ?1";

    private const string Delete = "DELETE FROM delivery WHERE number = ?1";
    private const string SelectWhole = $"SELECT {QueueRows.Columns} FROM delivery d JOIN message m ON m.number = d.message WHERE d.number = ?1";

    /// <summary>Does it to each.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="numbers">The deliveries.</param>
    /// <param name="wanted">The state that they must be in; <see langword="null"/> for any.</param>
    /// <param name="work">Does it to one in a state, and tells whether that has changed it.</param>
    public static QueueChange Apply(WriteSession session, List<long> numbers, DeliveryState? wanted, Func<WriteSession, long, DeliveryState, bool> work)
    {
        int changed = 0;
        int underWay = 0;
        foreach (long number in numbers)
        {
            SqliteStatement row = session.Database[SelectState].Bind(1, number);
            if (!row.Step()) continue;
            var state = (DeliveryState)row.Integer(0);
            row.Reset();
            if (wanted is not null && wanted != state) continue;
            if (work(session, number, state)) changed++;
            if (state == DeliveryState.UnderWay) underWay++;
        }

        if (changed > 0) session.Wakes = true;
        return new QueueChange(changed, underWay);
    }

    public static bool Retry(WriteSession session, long number, DeliveryState state)
    {
        if (state is not (DeliveryState.Waiting or DeliveryState.UnderWay)) return false;
        session.Database[SetAsked].Bind(1, number).Bind(2, session.Now).Run();
        return state == DeliveryState.Waiting;
    }

    /// <summary>Makes it due, though nobody has asked for it.</summary>
    public static bool MakeDue(WriteSession session, long number, DeliveryState state)
    {
        if (state != DeliveryState.Waiting) return false;
        session.Database[SetDue].Bind(1, number).Bind(2, session.Now).Run();
        return true;
    }

    public static bool Hold(WriteSession session, long number, DeliveryState state, string reason, long? until)
    {
        if (state == DeliveryState.Finished) return false;
        session.Database[SetHeld].Bind(1, number).BindText(2, reason).Bind(3, until).Run();
        return state != DeliveryState.UnderWay;
    }

    public static bool Release(WriteSession session, long number, DeliveryState state)
    {
        if (state == DeliveryState.UnderWay) session.Database[ClearHold].Bind(1, number).Run();
        if (state != DeliveryState.Held) return false;
        session.Database[SetReleased].Bind(1, number).Bind(2, session.Now).Run();
        return true;
    }

    public static bool Bounce(WriteSession session, long number, DeliveryState state, string reason)
    {
        if (state is DeliveryState.UnderWay or DeliveryState.Finished || Read(session, number) is not { } delivery) return false;
        RecipientOutcome outcome = new()
        {
            Kind = RecipientOutcomeKind.Failed,
            Status = new EnhancedStatus(5, 0, 0),
            Text = reason,
            At = QueueClock.Moment(session.Now),
        };
        ImmutableArray<QueuedRecipient>.Builder given = ImmutableArray.CreateBuilder<QueuedRecipient>(delivery.Recipients.Length);
        foreach (QueuedRecipient recipient in delivery.Recipients)
            given.Add(recipient.IsDone ? recipient : recipient with { Last = outcome, Notice = NoticeRules.Owed(delivery.Message.Mail, recipient.Command, outcome, isDelayDue: false) });

        ImmutableArray<QueuedRecipient> remaining = DeliveryRules.Remaining(given.MoveToImmutable());
        if (remaining.IsEmpty)
        {
            Remove(session, delivery);
            return true;
        }

        session.Database[SetFinished].Bind(1, number).Bind(2, QueueRows.SealRecipients(remaining, delivery.Destination)).Run();
        NoticeWork.Arm(session, delivery.Message.Number, session.Now);
        return true;
    }

    public static bool Drop(WriteSession session, long number, DeliveryState state)
    {
        if (state == DeliveryState.UnderWay || Read(session, number) is not { } delivery) return false;
        Remove(session, delivery);
        return true;
    }

    private static QueuedDelivery? Read(WriteSession session, long number)
    {
        SqliteStatement row = session.Database[SelectWhole].Bind(1, number);
        if (!row.Step()) return null;
        QueuedDelivery delivery = QueueRows.Read(row, session.Now, out _);
        row.Reset();
        return delivery;
    }

    private static void Remove(WriteSession session, QueuedDelivery delivery)
    {
        session.Database[Delete].Bind(1, delivery.Number).Run();
        DeliveryWork.RemoveMessageIfEmpty(session, delivery.Message);
    }
}
