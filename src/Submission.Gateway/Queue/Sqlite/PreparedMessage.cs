using System.Collections.Immutable;
using Submission.Gateway.Queue.Storage;

namespace Submission.Gateway.Queue.Sqlite;

/// <summary>A message as it is written: all that can be made ready is, before the writer's thread takes it.</summary>
internal sealed class PreparedMessage
{
    private const string InsertMessage =
        "INSERT INTO message(number, id, accepted_at, size, deliveries, checksum, is_file, account, facts, prefix, body) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";

    private const string InsertDelivery =
        "INSERT INTO delivery(number, message, destination, state, next_at, attempts, token, owes, hold_reason, sender, account, recipients) VALUES(?1, ?2, ?3, ?4, ?5, 0, ?6, 0, ?7, ?8, ?9, ?10)";

    private readonly NewMessage _message;
    private readonly string _id;
    private readonly string _sender;
    private readonly byte[] _facts;
    private readonly List<(string Destination, ImmutableArray<QueuedRecipient> Recipients)> _parts;
    private readonly byte[][] _recipients;
    private readonly ReadOnlyMemory<byte> _body;
    private readonly uint _checksum;

    /// <param name="message">The message.</param>
    /// <param name="body">Its body; of no meaning where that is a file.</param>
    /// <param name="fileChecksum">The checksum of the body that is a file; <see langword="null"/> where it is not.</param>
    /// <param name="mayClaim">Whether it may be stored as claimed.</param>
    public PreparedMessage(NewMessage message, ReadOnlyMemory<byte> body, uint? fileChecksum, bool mayClaim)
    {
        _message = message;
        _id = message.Id.ToString();
        _sender = message.Mail.ReversePath.Canonical;
        _facts = Seal.Close(QueueCodec.EncodeFacts(new StoredFacts(message.Mail, message.Client, message.IsSpam, message.Tls)), _id, message.Prefix.Span);
        _parts = DeliveryRules.Part(message.Recipients);
        _recipients = new byte[_parts.Count][];
        for (int i = 0; i < _recipients.Length; i++) _recipients[i] = QueueRows.SealRecipients(_parts[i].Recipients, _parts[i].Destination);
        _body = body;
        IsFile = fileChecksum is not null;
        _checksum = fileChecksum ?? Checksum.Of(body.Span);
        IsClaimed = mayClaim && message is { IsClaimed: true, HoldReason: null };
    }

    public TransactionId Id => _message.Id;

    public bool IsFile { get; }

    public bool IsClaimed { get; }

    /// <summary>Writes it.</summary>
    /// <returns>Its number, which is also that of its first delivery.</returns>
    public long Write(WriteSession session)
    {
        long number = session.TakeNumbers(_parts.Count);
        SqliteStatement message = session.Database[InsertMessage]
            .Bind(1, number).BindText(2, _id).Bind(3, session.Now).Bind(4, _message.Body.Length).Bind(5, _parts.Count).Bind(6, (long)_checksum).Bind(7, IsFile ? 1 : 0)
            .BindText(8, _message.Account).Bind(9, _facts).Bind(10, _message.Prefix.Span);
        if (IsFile) message.BindNull(11);
        else message.Bind(11, _body.Span);
        message.Run();

        DeliveryState state = _message.HoldReason is not null ? DeliveryState.Held : IsClaimed ? DeliveryState.UnderWay : DeliveryState.Waiting;
        for (int i = 0; i < _parts.Count; i++)
        {
            session.Database[InsertDelivery]
                .Bind(1, number + i).Bind(2, number).BindText(3, _parts[i].Destination).Bind(4, (long)state).Bind(5, session.Now).Bind(6, IsClaimed ? number + i : 0)
                .BindText(7, _message.HoldReason).BindText(8, _sender).BindText(9, _message.Account).Bind(10, _recipients[i]).Run();
        }

        session.Added.Add(_message.Id);
        if (state == DeliveryState.Waiting) session.Wakes = true;
        return number;
    }

    /// <summary>The claims of a message that was stored as claimed.</summary>
    public IReadOnlyList<QueuedDelivery> Claims(long number, long now)
    {
        DateTimeOffset acceptedAt = QueueClock.Moment(now);
        QueuedMessage message = new()
        {
            Number = number,
            Id = _message.Id,
            Mail = _message.Mail,
            AcceptedAt = acceptedAt,
            Size = _message.Body.Length,
            Prefix = _message.Prefix,
            Deliveries = _parts.Count,
            Account = _message.Account,
            Client = _message.Client,
            IsSpam = _message.IsSpam,
            Tls = _message.Tls,
        };
        var claims = new QueuedDelivery[_parts.Count];
        for (int i = 0; i < claims.Length; i++)
        {
            claims[i] = new QueuedDelivery
            {
                Number = number + i,
                Message = message,
                Destination = _parts[i].Destination,
                Recipients = _parts[i].Recipients,
                State = DeliveryState.UnderWay,
                NextAttemptAt = acceptedAt,
                Token = number + i,
            };
        }

        return claims;
    }
}
