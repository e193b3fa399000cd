using Submission.Policy.Lookups;

namespace Submission.Policy.Testing.Cases;

/// <summary>A message of a case.</summary>
internal sealed record CaseMessage
{
    /// <summary>The size of a message of which a case says neither the size nor the file.</summary>
    public const long DefaultSize = 1000;

    public long Size { get; init; } = DefaultSize;

    /// <summary>The octets of the file; empty for a message that is described by its facts.</summary>
    public ReadOnlyMemory<byte> Octets { get; init; }

    /// <summary>Whether the host has its octets; without them nobody can read or scan it.</summary>
    public bool IsReadable { get; init; } = true;

    /// <summary>What it holds; <see langword="null"/> for a file, which is read as a host's message is, and for a message that cannot be read.</summary>
    public MessageStructure? Structure { get; init; } = new();

    /// <summary>What the virus scanner says; <see langword="null"/> for what it says of every message.</summary>
    public LookupResult<string>? Virus { get; init; }

    /// <summary>What the spam scanner says; <see langword="null"/> for what it says of every message.</summary>
    public LookupResult<SpamScan>? Spam { get; init; }

    /// <summary>Whether the next hop takes it.</summary>
    public bool IsHandedOver { get; init; } = true;
}
