using System.Collections.Immutable;
using System.Security.Cryptography;
using Submission.Gateway.Queue.Storage;

namespace Submission.Gateway.Queue.Postgres;

/// <summary>A message on its way into the database, in the form in which it is stored.</summary>
internal sealed class PostgresNewMessage
{
    private PostgresNewMessage(NewMessage message, byte[]? content, byte[] digest)
    {
        Message = message;
        Content = content;
        Digest = digest;
        Facts = QueueCodec.EncodeFacts(new StoredFacts(message.Mail, message.Client, message.IsSpam, message.Tls));
        Prefix = message.Prefix.ToArray();
        Parts = DeliveryRules.Part(message.Recipients);
        Recipients = new byte[Parts.Count][];
        for (int i = 0; i < Recipients.Length; i++) Recipients[i] = QueueCodec.EncodeRecipients(Parts[i].Recipients);
        Keys = new long[Parts.Count + 1];
        Tokens = new long[Parts.Count];
    }

    public NewMessage Message { get; }

    /// <summary>The body where it is one part; otherwise it is read while it is stored.</summary>
    public byte[]? Content { get; }

    /// <summary>The body's SHA-256.</summary>
    public byte[] Digest { get; }

    public byte[] Facts { get; }

    public byte[] Prefix { get; }

    public List<(string Destination, ImmutableArray<QueuedRecipient> Recipients)> Parts { get; }

    /// <summary>The recipients of each part, as they are stored.</summary>
    public byte[][] Recipients { get; }

    /// <summary>The keys of the message and, behind it, of its deliveries.</summary>
    public long[] Keys { get; }

    /// <summary>What the database answers: the token of each delivery that was stored as claimed, otherwise 0.</summary>
    public long[] Tokens { get; }

    /// <summary>When it was stored.</summary>
    public DateTimeOffset AcceptedAt { get; set; }

    /// <summary>Reads the body once, and keeps it where it is small: the caller may let go of its buffer when it no longer waits, and what is stored must not change with it.</summary>
    public static async ValueTask<PostgresNewMessage> ReadAsync(NewMessage message, CancellationToken cancellationToken)
    {
        long length = message.Body.Length;
        if (length > PostgresBodies.PartLength) return new PostgresNewMessage(message, null, await DigestAsync(message, cancellationToken).ConfigureAwait(false));
        byte[] content = new byte[length];
        for (int at = 0, read; at < content.Length; at += read)
        {
            read = await message.Body.ReadAsync(at, content.AsMemory(at), cancellationToken).ConfigureAwait(false);
            if (read == 0) throw new InvalidDataException("The body is shorter than it says.");
        }

        return new PostgresNewMessage(message, content, SHA256.HashData(content));
    }

    /// <summary>What the caller is told.</summary>
    public QueueAddition Addition()
    {
        if (!Message.IsClaimed) return QueueAddition.Stored;
        List<QueuedDelivery> claims = new(Parts.Count);
        QueuedMessage? queued = null;
        for (int i = 0; i < Parts.Count; i++)
        {
            if (Tokens[i] == 0) continue;
            queued ??= Queued();
            claims.Add(new QueuedDelivery
            {
                Number = Keys[i + 1],
                Message = queued,
                Destination = Parts[i].Destination,
                Recipients = Parts[i].Recipients,
                State = DeliveryState.UnderWay,
                NextAttemptAt = AcceptedAt,
                Token = Tokens[i],
            });
        }

        return new QueueAddition(QueueAdditionOutcome.Stored, claims);
    }

    private static async ValueTask<byte[]> DigestAsync(NewMessage message, CancellationToken cancellationToken)
    {
        Stream stream = message.Body.OpenRead();
        await using (stream.ConfigureAwait(false)) return await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false);
    }

    private QueuedMessage Queued() => new()
    {
        Number = Keys[0],
        Id = Message.Id,
        Mail = Message.Mail,
        AcceptedAt = AcceptedAt,
        Size = Message.Body.Length,
        Prefix = Prefix,
        Deliveries = Parts.Count,
        Account = Message.Account,
        Client = Message.Client,
        IsSpam = Message.IsSpam,
        Tls = Message.Tls,
    };
}
