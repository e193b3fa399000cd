namespace Submission.Policy.Content.Structure;

/// <summary>A multipart, or a message within a message, whose parts are being read.</summary>
internal sealed class OpenContainer
{
    /// <summary>The most boundaries that it may have, given and found.</summary>
    public const int MaximumBoundaries = 128;

    public required List<byte[]> Boundaries { get; init; }

    public required PartKinds Kinds { get; init; }

    /// <summary>Whether one of its delimiters has been there.</summary>
    public bool HasBegun { get; set; }

    public bool IsMultipart => (Kinds & PartKinds.Multipart) != PartKinds.None;

    public bool IsDigest => (Kinds & PartKinds.Digest) != PartKinds.None;

    /// <summary>Whether readers may differ on whether it is a multipart or on what its boundary is.</summary>
    public bool IsDoubtful => (Kinds & PartKinds.Doubtful) != PartKinds.None;

    /// <summary>Whether only a field that means something else names its boundary, so that a delimiter alone begins nothing.</summary>
    public bool IsWeak => (Kinds & (PartKinds.Multipart | PartKinds.Weak)) == PartKinds.Weak;
}
