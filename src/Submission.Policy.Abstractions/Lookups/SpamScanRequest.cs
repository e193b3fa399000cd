using System.Net;

namespace Submission.Policy.Lookups;

/// <summary>A message for a spam scanner, and who sends it. Valid during the call only.</summary>
public sealed record SpamScanRequest
{
    /// <summary>The message.</summary>
    public required MessageContent Content { get; init; }

    /// <summary>The id of the transaction.</summary>
    public required TransactionId Id { get; init; }

    /// <summary>The address of the client.</summary>
    public required IPAddress Client { get; init; }

    /// <summary>The name that the client gave with HELO or EHLO; empty where none.</summary>
    public required string HeloName { get; init; }

    /// <summary>The login of the account; <see langword="null"/> where the client has not authenticated.</summary>
    public string? Account { get; init; }

    /// <summary>The reverse-path.</summary>
    public required EmailAddress Sender { get; init; }

    /// <summary>The accepted recipients.</summary>
    public required IReadOnlyList<EmailAddress> Recipients { get; init; }
}
