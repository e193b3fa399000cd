using System.Collections.Immutable;

namespace Submission.Policy.Client;

/// <summary>
/// All that is known of a message at once, or a part of it, for <see cref="PolicyClient.CheckAsync"/> and <see cref="PolicyClient.ReserveAsync"/>. The stages are judged in their
/// order as far as they are told, and not beyond the first that is refused; of the recipients each one is judged. Immutable and thread-safe.
/// </summary>
public sealed record SubmissionFacts
{
    /// <summary>The client.</summary>
    public required ClientFacts Client { get; init; }

    /// <summary>The name of HELO or EHLO, at most 512 octets; <see langword="null"/> (the default) leaves the stage out.</summary>
    public string? HeloName { get; init; }

    /// <summary>Whether the connection is encrypted; <see langword="false"/> by default.</summary>
    public bool IsTls { get; init; }

    /// <summary>The AUTH exchange; <see langword="null"/> (the default) leaves the stage out, and the client has no account.</summary>
    public AuthenticationFacts? Authentication { get; init; }

    /// <summary>The reverse-path of MAIL FROM; <see langword="null"/> (the default) leaves the stage out. Required where there are recipients.</summary>
    public EmailAddress? Sender { get; init; }

    /// <summary>What the client declared with MAIL FROM; nothing by default.</summary>
    public MailParameters Parameters { get; init; } = MailParameters.None;

    /// <summary>The recipients, in order, at most 10,000; none by default. Required where there is a message.</summary>
    public ImmutableArray<EmailAddress> Recipients { get; init; } = [];

    /// <summary>The message; <see langword="null"/> (the default) leaves the stage out.</summary>
    public MessageFacts? Message { get; init; }
}
