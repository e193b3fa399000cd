using System.Net;
using Submission.Gateway.Tls;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;

namespace Submission.Gateway.Queue;

/// <summary>A message that is to go into the queue. The body must stay readable until the queue has answered.</summary>
public sealed record NewMessage
{
    /// <summary>The message's id, the same in replies, logs, <c>Received:</c> and notices.</summary>
    public required TransactionId Id { get; init; }

    /// <summary>The sender and the parameters of MAIL.</summary>
    public required MailCommand Mail { get; init; }

    /// <summary>The recipients, at least one, in the order in which they were accepted.</summary>
    public required IReadOnlyList<RcptCommand> Recipients { get; init; }

    /// <summary>The exact octets that were accepted.</summary>
    public required MessageBody Body { get; init; }

    /// <summary>Header fields that go before the body, each ended by CRLF. Default: none.</summary>
    public ReadOnlyMemory<byte> Prefix { get; init; }

    /// <summary>The login of the account that sent it; <see langword="null"/> (the default) for the gateway's own notices and for unauthenticated clients.</summary>
    public string? Account { get; init; }

    /// <summary>The client that sent it; <see langword="null"/> (the default) for the gateway's own notices.</summary>
    public IPAddress? Client { get; init; }

    /// <summary>What the message asks for of TLS. Default <see cref="MessageTls.Default"/>: REQUIRETLS in <see cref="Mail"/>, or a header field <c>TLS-Required</c> of the body, says it.</summary>
    public MessageTls Tls { get; init; }

    /// <summary>Whether it was judged spam and accepted all the same. Default <see langword="false"/>.</summary>
    public bool IsSpam { get; init; }

    /// <summary>Why it is held until an operator releases it; <see langword="null"/> (the default) where it is to be delivered.</summary>
    public string? HoldReason { get; init; }

    /// <summary>
    /// Whether the caller will deliver the message itself at once: its deliveries are then stored as claimed by this node and come with the answer. Ignored for a message
    /// that is held. Default <see langword="false"/>.
    /// </summary>
    public bool IsClaimed { get; init; }
}
