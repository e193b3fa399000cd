using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Submission.Gateway.Queue.Storage;
using Submission.Smtp.Protocol;

namespace Submission.Gateway.Queue.Sqlite;

/// <summary>Reads deliveries with their messages from rows.</summary>
internal static class QueueRows
{
    /// <summary>What <see cref="Read"/> needs, in its order.</summary>
    public const string Columns =
        "d.number, d.message, d.destination, d.state, d.next_at, d.attempts, d.token, d.hold_reason, d.held_until, d.recipients, " +
        "m.id, m.accepted_at, m.account, m.facts, m.size, m.prefix, m.deliveries, d.asked_at";

    private static readonly StoredFacts Unreadable = new(new MailCommand(EmailAddress.NullReversePath, SmtpMailParameters.None), null, IsSpam: false);

    /// <summary>Reads the row that a statement stands at.</summary>
    /// <param name="row">The statement.</param>
    /// <param name="now">The present moment.</param>
    /// <param name="isDamaged">Whether something in it cannot be read; it is then shown without recipients or without a sender.</param>
    public static QueuedDelivery Read(SqliteStatement row, long now, out bool isDamaged)
    {
        string destination = row.Text(2);
        bool areRead = TryRecipients(row.Octets(9), destination, out ImmutableArray<QueuedRecipient> recipients);
        QueuedMessage message = ReadMessage(row, out bool isRead);
        var state = (DeliveryState)row.Integer(3);
        isDamaged = !areRead || !isRead;
        return new QueuedDelivery
        {
            Number = row.Integer(0),
            Message = message,
            Destination = destination,
            Recipients = recipients,
            State = state,
            Attempts = (int)row.Integer(5),
            Token = row.Integer(6),
            NextAttemptAt = QueueClock.Moment(row.Integer(4)),
            AskedAt = row.OptionalInteger(17) is { } asked ? QueueClock.Moment(asked) : null,
            HoldReason = state == DeliveryState.Held ? row.OptionalText(7) : null,
            HeldUntil = state == DeliveryState.Held && row.OptionalInteger(8) is { } until ? QueueClock.Moment(until) : null,
            Age = TimeSpan.FromMilliseconds(Math.Clamp(now - row.Integer(11), 0, (long)TimeSpan.FromDays(36_500).TotalMilliseconds)),
        };
    }

    public static bool TryRecipients(ReadOnlySpan<byte> octets, string destination, out ImmutableArray<QueuedRecipient> recipients)
    {
        try
        {
            recipients = QueueCodec.DecodeRecipients(Seal.Open(octets, destination));
            return true;
        }
        catch (InvalidDataException)
        {
            recipients = [];
            return false;
        }
    }

    public static byte[] SealRecipients(ImmutableArray<QueuedRecipient> recipients, string destination) => Seal.Close(QueueCodec.EncodeRecipients(recipients), destination);

    private static QueuedMessage ReadMessage(SqliteStatement row, out bool isRead)
    {
        isRead = TransactionId.TryParse(row.Text(10), out TransactionId id);
        byte[] prefix = row.Octets(15).ToArray();
        isRead &= TryFacts(row.Octets(13), id, prefix, out StoredFacts? facts);
        facts ??= Unreadable;
        return new QueuedMessage
        {
            Number = row.Integer(1),
            Id = id,
            Mail = facts.Mail,
            AcceptedAt = QueueClock.Moment(row.Integer(11)),
            Size = row.Integer(14),
            Prefix = prefix,
            Deliveries = (int)row.Integer(16),
            Account = row.OptionalText(12),
            Client = facts.Client,
            IsSpam = facts.IsSpam,
            Tls = facts.Tls,
        };
    }

    private static bool TryFacts(ReadOnlySpan<byte> octets, TransactionId id, ReadOnlySpan<byte> prefix, [NotNullWhen(true)] out StoredFacts? facts)
    {
        try
        {
            facts = QueueCodec.DecodeFacts(Seal.Open(octets, id.ToString(), prefix));
            return true;
        }
        catch (InvalidDataException)
        {
            facts = null;
            return false;
        }
    }
}
