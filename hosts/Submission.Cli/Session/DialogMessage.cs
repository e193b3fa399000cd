using Submission.Policy;
using Submission.Policy.Lookups;

namespace Submission.Cli.Session;

/// <summary>A message of a dialog.</summary>
/// <param name="Size">Its size in octets.</param>
internal sealed record DialogMessage(long Size)
{
    /// <summary>The octets; empty for a message that is described only.</summary>
    public ReadOnlyMemory<byte> Octets { get; init; }

    /// <summary>What it holds; <see langword="null"/> where that is read from the octets.</summary>
    public MessageStructure? Structure { get; init; }

    /// <summary>What the virus scanner says; <see langword="null"/> for what it says of every message.</summary>
    public LookupResult<string>? Virus { get; init; }

    /// <summary>What the spam scanner says; <see langword="null"/> for what it says of every message.</summary>
    public LookupResult<SpamScan>? Spam { get; init; }
}
