using System.Net;
using Submission.Gateway.Tls;
using Submission.Smtp.Protocol;

namespace Submission.Gateway.Queue;

/// <summary>A message in the queue, without its body. Immutable and thread-safe.</summary>
public sealed record QueuedMessage
{
    /// <summary>The key in the queue; greater than that of every message stored before by the same node.</summary>
    public required long Number { get; init; }

    /// <summary>The message's id.</summary>
    public required TransactionId Id { get; init; }

    /// <summary>The sender and the parameters of MAIL.</summary>
    public required MailCommand Mail { get; init; }

    /// <summary>When it was stored, by the queue's clock.</summary>
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>The size of the body in octets, without <see cref="Prefix"/>.</summary>
    public required long Size { get; init; }

    /// <summary>Header fields that go before the body.</summary>
    public ReadOnlyMemory<byte> Prefix { get; init; }

    /// <summary>How many deliveries the message had at the beginning.</summary>
    public required int Deliveries { get; init; }

    /// <summary>The login of the account that sent it; <see langword="null"/> for none.</summary>
    public string? Account { get; init; }

    /// <summary>The client that sent it; <see langword="null"/> for the gateway's own notices.</summary>
    public IPAddress? Client { get; init; }

    /// <summary>What the message asks for of TLS. Default <see cref="MessageTls.Default"/>.</summary>
    public MessageTls Tls { get; init; }

    /// <summary>Whether it was judged spam.</summary>
    public bool IsSpam { get; init; }
}
