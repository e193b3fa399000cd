using System.Collections.Immutable;

namespace Submission.Policy;

/// <summary>What a message holds, as far as the checks of messages need to know it. Immutable and thread-safe.</summary>
public sealed record MessageStructure
{
    /// <summary>
    /// The file names of all parts at any depth, in the order in which they were found, each reading once. A name that different mail clients read differently is there in
    /// each plausible reading (check 14).
    /// </summary>
    /// <remarks>
    /// A name is made comparable: Unicode NFKC, without default-ignorable, control and bidirectional characters, without a path before it, without dots and blanks at its
    /// end; a name that is cut by NUL is there as both halves. The letters' case is kept. A name of more than 255 characters is there with its last 255.
    /// </remarks>
    public ImmutableArray<AttachmentName> Attachments { get; init; } = [];

    /// <summary>The <c>Received:</c> fields of the message's own header, the topmost (newest) first (check 3).</summary>
    public ImmutableArray<ReceivedHop> Received { get; init; } = [];

    /// <summary>The addresses of the field From (RFC 5322, section 3.6.2), all fields of that name together, in their canonical form; one that is no address is there as it was written.</summary>
    public ImmutableArray<string> From { get; init; } = [];

    /// <summary>Why the message was not read to its end: a bound on depth, parts or work was reached; <see langword="null"/> where it was read whole.</summary>
    public string? Incomplete { get; init; }

    /// <summary>Whether some part is a piece of a message that was cut up (message/partial, RFC 2046, section 5.2.2), so that nobody can see what it holds.</summary>
    public bool HasPartialMessage { get; init; }

    /// <summary>Whether some part is encrypted (S/MIME, OpenPGP), so that nobody can see what it holds.</summary>
    public bool HasEncryptedPart { get; init; }

    /// <summary>How many parts the message has, containers included; 1 for a message without parts.</summary>
    public int Parts { get; init; } = 1;
}
