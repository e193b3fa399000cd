using System.Collections.Immutable;
using Npgsql;
using Submission.Gateway.Queue.Storage;
using Submission.Smtp.Protocol;

namespace Submission.Gateway.Queue.Postgres;

/// <summary>Reads deliveries with their messages.</summary>
internal static class PostgresRows
{
    /// <summary>The state as callers see it, of a delivery <c>d</c>: a hold whose time is over is none, nor is a claim whose lease has run out.</summary>
    public const string State = "(CASE WHEN d.state IN (1, 2) AND d.due_at <= now() THEN 0 ELSE d.state END)";

    /// <summary>What is read of a message <c>m</c>, at the beginning of the row.</summary>
    public const string MessageColumns = "m.number, m.id, m.facts, m.prefix, m.size, m.deliveries, m.account, m.accepted_at";

    /// <summary>What is read of a delivery <c>d</c>, behind its message.</summary>
    public const string DeliveryColumns = $"d.number, d.destination, {State}, d.due_at, d.attempts, d.recipients, d.hold_reason, d.held_until, now() - d.accepted_at, coalesce(d.token, 0), d.asked_at";

    private const int Delivery = 8;

    /// <summary>Reads all rows. Deliveries that cannot be read go to <paramref name="damaged"/> and are left out; where that is <see langword="null"/>, what can be shown of them is.</summary>
    public static async ValueTask<List<QueuedDelivery>> ReadAsync(NpgsqlDataReader reader, bool isClaim, List<(long Number, string Reason)>? damaged, CancellationToken cancellationToken)
    {
        List<QueuedDelivery> deliveries = [];
        QueuedMessage? message = null;
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                if (message is null || message.Number != reader.GetInt64(0)) message = ReadMessage(reader);
                deliveries.Add(ReadDelivery(reader, message, QueueCodec.DecodeRecipients(reader.GetFieldValue<byte[]>(Delivery + 5)), isClaim));
            }
            catch (InvalidDataException error)
            {
                if (damaged is null) deliveries.Add(ReadDelivery(reader, message ?? Unreadable(reader), [], isClaim));
                else damaged.Add((reader.GetInt64(Delivery), error.Message));
            }
        }

        return deliveries;
    }

    private static QueuedMessage ReadMessage(NpgsqlDataReader reader)
    {
        StoredFacts facts = QueueCodec.DecodeFacts(reader.GetFieldValue<byte[]>(2));
        return Unreadable(reader) with { Mail = facts.Mail, Client = facts.Client, IsSpam = facts.IsSpam, Tls = facts.Tls };
    }

    // What can be shown of a message even where the rest is damaged.
    private static QueuedMessage Unreadable(NpgsqlDataReader reader) => new()
    {
        Number = reader.GetInt64(0),
        Id = TransactionId.TryParse(reader.GetString(1), out TransactionId id) ? id : throw new InvalidDataException("The id of a stored message is damaged."),
        Mail = new MailCommand(EmailAddress.NullReversePath, SmtpMailParameters.None),
        Prefix = reader.GetFieldValue<byte[]>(3),
        Size = reader.GetInt64(4),
        Deliveries = reader.GetInt32(5),
        Account = reader.IsDBNull(6) ? null : reader.GetString(6),
        AcceptedAt = reader.GetFieldValue<DateTimeOffset>(7),
    };

    private static QueuedDelivery ReadDelivery(NpgsqlDataReader reader, QueuedMessage message, ImmutableArray<QueuedRecipient> recipients, bool isClaim)
    {
        DeliveryState state = (DeliveryState)reader.GetInt32(Delivery + 2);
        bool isHeld = state == DeliveryState.Held;
        TimeSpan age = reader.GetTimeSpan(Delivery + 8);
        return new QueuedDelivery
        {
            Number = reader.GetInt64(Delivery),
            Message = message,
            Destination = reader.GetString(Delivery + 1),
            Recipients = recipients,
            State = state,
            Attempts = reader.GetInt32(Delivery + 4),
            Age = age > TimeSpan.Zero ? age : TimeSpan.Zero,
            NextAttemptAt = reader.IsDBNull(Delivery + 3) ? message.AcceptedAt : reader.GetFieldValue<DateTimeOffset>(Delivery + 3),
            AskedAt = reader.IsDBNull(Delivery + 10) ? null : reader.GetFieldValue<DateTimeOffset>(Delivery + 10),
            HoldReason = isHeld && !reader.IsDBNull(Delivery + 6) ? reader.GetString(Delivery + 6) : null,
            HeldUntil = isHeld && !reader.IsDBNull(Delivery + 7) ? reader.GetFieldValue<DateTimeOffset>(Delivery + 7) : null,
            Token = isClaim ? reader.GetInt64(Delivery + 9) : 0,
        };
    }
}
