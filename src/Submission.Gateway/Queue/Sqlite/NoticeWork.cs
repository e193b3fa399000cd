using System.Collections.Immutable;
using Submission.Gateway.Queue.Storage;

namespace Submission.Gateway.Queue.Sqlite;

/// <summary>What is done with owed notices, within a transaction.</summary>
internal static class NoticeWork
{
    /// <summary>The message whose notices are due longest. A delivery that is under way tells of its notices when it ends.</summary>
    public const string SelectDue =
        "SELECT n.message FROM notice n JOIN message m ON m.number = n.message WHERE n.due_at <= ?1 AND EXISTS " +
        "(SELECT 1 FROM delivery d WHERE d.number >= n.message AND d.number < n.message + m.deliveries AND d.owes = 1 AND d.state <> 1) ORDER BY n.due_at LIMIT 1";

    private const string SelectOwing =
        $"SELECT {QueueRows.Columns} FROM delivery d JOIN message m ON m.number = d.message WHERE d.number >= ?1 AND d.number < ?1 + (SELECT deliveries FROM message WHERE number = ?1) AND d.owes = 1";

    private const string SetClaimed = "UPDATE notice SET token = ?2, due_at = ?3 WHERE message = ?1";
    private const string SetDue = "UPDATE notice SET token = 0, due_at = ?2 WHERE message = ?1";
    private const string Delete = "DELETE FROM notice WHERE message = ?1";
    private const string SelectClaim = "SELECT 1 FROM notice WHERE message = ?1 AND token = ?2";
    private const string SelectDelivery = "SELECT state, recipients FROM delivery WHERE number = ?1";
    private const string SetTold = "UPDATE delivery SET owes = ?2, recipients = ?3 WHERE number = ?1";
    private const string DeleteDelivery = "DELETE FROM delivery WHERE number = ?1";

    private const string Upsert =
        "INSERT INTO notice(message, due_at, token) VALUES(?1, ?2, 0) ON CONFLICT(message) DO UPDATE SET due_at = min(due_at, ?2) WHERE token = 0";

    /// <summary>Sees to it that the notices of a message are due at a moment at the latest. While they are claimed, they wait for the end of that.</summary>
    public static void Arm(WriteSession session, long message, long dueAt) => session.Database[Upsert].Bind(1, message).Bind(2, dueAt).Run();

    /// <summary>Claims a message with notices that are due.</summary>
    public static OwedNotices? Claim(WriteSession session, TimeSpan lease)
    {
        while (FindDue(session) is { } message)
        {
            List<QueuedDelivery> owing = [];
            SqliteStatement rows = session.Database[SelectOwing].Bind(1, message);
            while (rows.Step())
            {
                QueuedDelivery delivery = QueueRows.Read(rows, session.Now, out bool isDamaged);
                if (!isDamaged && delivery.State != DeliveryState.UnderWay) owing.Add(delivery);
            }

            if (owing.Count > 0)
            {
                long token = session.TakeNumbers(1);
                session.Database[SetClaimed].Bind(1, message).Bind(2, token).Bind(3, QueueClock.After(session.Now, lease)).Run();
                return new OwedNotices(owing[0].Message, owing, token);
            }

            session.Database[Delete].Bind(1, message).Run(); // all that owe are damaged
        }

        return null;
    }

    /// <summary>Notes that notices are told, and adds the one that tells them.</summary>
    public static bool Complete(WriteSession session, OwedNotices claim, PreparedMessage? notice)
    {
        SqliteStatement held = session.Database[SelectClaim].Bind(1, claim.Message.Number).Bind(2, claim.Token);
        bool holds = held.Step();
        held.Reset();
        if (!holds) return false;

        foreach (QueuedDelivery delivery in claim.Deliveries) Tell(session, delivery);
        Rearm(session, claim.Message.Number);
        DeliveryWork.RemoveMessageIfEmpty(session, claim.Message);
        notice?.Write(session);
        return true;
    }

    private static long? FindDue(WriteSession session)
    {
        SqliteStatement due = session.Database[SelectDue].Bind(1, session.Now);
        long? message = due.Step() ? due.Integer(0) : null;
        due.Reset();
        return message;
    }

    private static void Tell(WriteSession session, QueuedDelivery claimed)
    {
        SqliteStatement row = session.Database[SelectDelivery].Bind(1, claimed.Number);
        if (!row.Step()) return;
        bool isRead = QueueRows.TryRecipients(row.Octets(1), claimed.Destination, out ImmutableArray<QueuedRecipient> stored);
        bool isUnderWay = row.Integer(0) == (long)DeliveryState.UnderWay;
        row.Reset();
        if (!isRead) return;
        ImmutableArray<QueuedRecipient> told = DeliveryRules.Told(stored, claimed.Recipients);
        if (told.IsEmpty && !isUnderWay) session.Database[DeleteDelivery].Bind(1, claimed.Number).Run();
        else session.Database[SetTold].Bind(1, claimed.Number).Bind(2, DeliveryRules.OweNotice(told) ? 1 : 0).Bind(3, QueueRows.SealRecipients(told, claimed.Destination)).Run();
    }

    private static void Rearm(WriteSession session, long message)
    {
        SqliteStatement rows = session.Database[SelectOwing].Bind(1, message);
        bool owes = rows.Step();
        rows.Reset();
        if (owes) session.Database[SetDue].Bind(1, message).Bind(2, session.Now).Run();
        else session.Database[Delete].Bind(1, message).Run();
    }
}
