using System.Collections.Immutable;
using Submission.Gateway.Queue.Storage;

namespace Submission.Gateway.Queue.Sqlite;

/// <summary>What is done with deliveries, within a transaction.</summary>
internal static class DeliveryWork
{
    private const string SelectDue =
        $"SELECT {QueueRows.Columns} FROM delivery d JOIN message m ON m.number = d.message WHERE d.state = 0 AND d.destination = ?1 AND d.next_at <= ?2 ORDER BY d.next_at LIMIT ?3";

    private const string SetClaimed = "UPDATE delivery SET state = 1, token = ?2 WHERE number = ?1";
    private const string SetHeld = "UPDATE delivery SET state = 2, token = 0, hold_reason = ?2, held_until = NULL WHERE number = ?1";
    private const string DeleteClaimed = "DELETE FROM delivery WHERE number = ?1 AND token = ?2 AND state = 1";
    private const string DeleteMessage = "DELETE FROM message WHERE number = ?1";
    private const string DeleteNotice = "DELETE FROM notice WHERE message = ?1";
    private const string IsFile = "SELECT is_file FROM message WHERE number = ?1";
    private const string SelectOther = "SELECT 1 FROM delivery WHERE number >= ?1 AND number < ?2 LIMIT 1";
    private const string SelectClaimed = "SELECT hold_reason, asked_at, recipients FROM delivery WHERE number = ?1 AND token = ?2 AND state = 1";

    private const string EndClaim =
        "UPDATE delivery SET state = ?2, next_at = ?3, attempts = attempts + ?4, token = 0, owes = ?5, recipients = ?6, asked_at = CASE ?4 WHEN 0 THEN asked_at END, " +
        "hold_reason = CASE ?2 WHEN 2 THEN hold_reason END, held_until = CASE ?2 WHEN 2 THEN held_until END WHERE number = ?1";

    private const string ReleaseExpired =
        "UPDATE delivery SET state = 0, next_at = ?1, hold_reason = NULL, held_until = NULL WHERE number IN " +
        "(SELECT number FROM delivery WHERE state = 2 AND held_until IS NOT NULL AND held_until <= ?1 LIMIT ?2)";

    private const string HoldMessage =
        "UPDATE delivery SET state = CASE state WHEN 0 THEN 2 ELSE state END, hold_reason = ?3, held_until = NULL WHERE number >= ?1 AND number < ?2 AND state <> 3";

    /// <summary>Claims what is due; what is damaged is held instead.</summary>
    public static (List<QueuedDelivery> Claims, List<long> Damaged) Claim(WriteSession session, string destination, int maximum)
    {
        List<QueuedDelivery> claims = [];
        List<long> damaged = [];
        SqliteStatement rows = session.Database[SelectDue].BindText(1, destination).Bind(2, session.Now).Bind(3, maximum);
        while (rows.Step())
        {
            QueuedDelivery delivery = QueueRows.Read(rows, session.Now, out bool isDamaged);
            if (isDamaged) damaged.Add(delivery.Number);
            else claims.Add(delivery);
        }

        foreach (long number in damaged) session.Database[SetHeld].Bind(1, number).BindText(2, "What is stored of it is damaged.").Run();
        if (claims.Count == 0) return (claims, damaged);
        long token = session.TakeNumbers(claims.Count);
        for (int i = 0; i < claims.Count; i++)
        {
            session.Database[SetClaimed].Bind(1, claims[i].Number).Bind(2, token + i).Run();
            claims[i] = claims[i] with { State = DeliveryState.UnderWay, Token = token + i };
        }

        return (claims, damaged);
    }

    /// <summary>Ends a claim.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="claim">The claim.</param>
    /// <param name="remaining">The recipients with which something is still to be done.</param>
    /// <param name="result">What came of it.</param>
    public static bool Complete(WriteSession session, QueuedDelivery claim, ImmutableArray<QueuedRecipient> remaining, DeliveryResult result)
    {
        if (remaining.IsEmpty) return Remove(session, claim);
        SqliteStatement row = session.Database[SelectClaimed].Bind(1, claim.Number).Bind(2, claim.Token);
        if (!row.Step()) return false;
        bool isHeld = !row.IsNull(0);
        // Asked for while it was under way, perhaps only to be given back for the rest of its lane.
        bool isDueNow = !result.IsAttempt && row.OptionalInteger(1) is { } asked && asked != claim.AskedAt?.ToUnixTimeMilliseconds();
        if (DeliveryRules.OweNotice(claim.Recipients) && QueueRows.TryRecipients(row.Octets(2), claim.Destination, out ImmutableArray<QueuedRecipient> stored))
            remaining = DeliveryRules.Merge(remaining, claim.Recipients, stored);
        row.Reset();
        if (remaining.IsEmpty) return Remove(session, claim);

        bool owes = DeliveryRules.OweNotice(remaining);
        DeliveryState state = DeliveryRules.AreDone(remaining) ? DeliveryState.Finished : isHeld ? DeliveryState.Held : DeliveryState.Waiting;
        session.Database[EndClaim].Bind(1, claim.Number).Bind(2, (long)state).Bind(3, isDueNow ? session.Now : QueueClock.After(session.Now, result.RetryAfter)).Bind(4, result.IsAttempt ? 1 : 0)
            .Bind(5, owes ? 1 : 0).Bind(6, QueueRows.SealRecipients(remaining, claim.Destination)).Run();
        session.Wakes |= isDueNow;
        if (owes) NoticeWork.Arm(session, claim.Message.Number, QueueClock.After(session.Now, result.NoticeAfter));
        return true;
    }

    /// <summary>Removes a message that has no deliveries any more, with all that belongs to it.</summary>
    public static void RemoveMessageIfEmpty(WriteSession session, QueuedMessage message)
    {
        SqliteStatement other = session.Database[SelectOther].Bind(1, message.Number).Bind(2, message.Number + message.Deliveries);
        bool isLeft = other.Step();
        other.Reset();
        if (!isLeft) RemoveMessage(session, message);
    }

    /// <summary>Lets deliveries go on whose hold has ended.</summary>
    /// <returns>How many.</returns>
    public static int Release(WriteSession session, int maximum) => session.Database[ReleaseExpired].Bind(1, session.Now).Bind(2, maximum).Run();

    /// <summary>Holds all deliveries of a message.</summary>
    public static bool Hold(WriteSession session, QueuedMessage message, string reason)
    {
        session.Database[HoldMessage].Bind(1, message.Number).Bind(2, message.Number + message.Deliveries).BindText(3, reason).Run();
        return true;
    }

    private static bool Remove(WriteSession session, QueuedDelivery claim)
    {
        if (session.Database[DeleteClaimed].Bind(1, claim.Number).Bind(2, claim.Token).Run() == 0) return false;
        if (claim.Message.Deliveries == 1) RemoveMessage(session, claim.Message);
        else RemoveMessageIfEmpty(session, claim.Message);
        return true;
    }

    private static void RemoveMessage(WriteSession session, QueuedMessage message)
    {
        if (message.Size > SqliteQueueOptions.LeastBodyInRow)
        {
            SqliteStatement row = session.Database[IsFile].Bind(1, message.Number);
            if (row.Step() && row.Integer(0) == 1) session.GoneFiles.Add(message.Id);
            row.Reset();
        }

        session.Database[DeleteMessage].Bind(1, message.Number).Run();
        session.Database[DeleteNotice].Bind(1, message.Number).Run();
    }
}
