namespace Submission.Policy.Content.Structure;

/// <summary>What a part may be, over all readings of its header.</summary>
[Flags]
internal enum PartKinds
{
    None = 0,
    Multipart = 1,
    Message = 2,
    Text = 4,
    Other = 8,

    /// <summary>A multipart whose parts are messages where they do not say what they are.</summary>
    Digest = 16,

    /// <summary>Readers may differ on whether it is a multipart or on what its boundary is.</summary>
    Doubtful = 32,

    /// <summary>No multipart, but it has a boundary.</summary>
    Weak = 64,

    /// <summary>Its file name is that of a saved message.</summary>
    NamedMessage = 128,

    MacBinary = 256,
    Encrypted = 512,
    PartialMessage = 1024,
}

/// <summary>Judges what a part may be.</summary>
internal static class PartKindReadings
{
    /// <summary>Judges the readings of a header; a part within a digest is a message where it says nothing else (RFC 2046, section 5.1.5).</summary>
    public static PartKinds Of(PartReadings readings, bool inDigest)
    {
        PartKinds kinds = PartKinds.None;
        foreach (string type in readings.Types) kinds |= OfType(type);
        if (kinds == PartKinds.None)
        {
            kinds = inDigest ? PartKinds.Message : PartKinds.Text;
            if (readings.Boundaries.Count > 0) kinds |= PartKinds.Multipart;
        }

        if (readings.IsNamedMessage) kinds |= PartKinds.NamedMessage;
        bool isMultipart = (kinds & PartKinds.Multipart) != PartKinds.None;
        bool mayBeOther = (kinds & (PartKinds.Message | PartKinds.Text | PartKinds.Other)) != PartKinds.None;
        if (isMultipart && (mayBeOther || readings.Boundaries.Count != 1 || readings.Boundaries[0].Length == 0)) kinds |= PartKinds.Doubtful;
        if (!isMultipart && readings.Boundaries.Count > 0) kinds |= PartKinds.Weak;
        return kinds;
    }

    private static PartKinds OfType(string type)
    {
        if (type.Contains("multi", StringComparison.Ordinal))
        {
            if (type.EndsWith("digest", StringComparison.Ordinal)) return PartKinds.Multipart | PartKinds.Digest;
            return type.EndsWith("/encrypted", StringComparison.Ordinal) ? PartKinds.Multipart | PartKinds.Encrypted : PartKinds.Multipart;
        }

        if (type.StartsWith("message", StringComparison.Ordinal))
            return type.EndsWith("/partial", StringComparison.Ordinal) ? PartKinds.Message | PartKinds.PartialMessage : PartKinds.Message;
        return type switch
        {
            "text/rfc822-headers" or "text/rfc822" => PartKinds.Message | PartKinds.Text,
            "application/pgp-encrypted" => PartKinds.Other | PartKinds.Encrypted,
            "application/macbinary" or "application/x-macbinary" => PartKinds.Other | PartKinds.MacBinary,
            _ when type.Contains("binhex", StringComparison.Ordinal) || type.Contains("uue", StringComparison.Ordinal) => PartKinds.Text | PartKinds.Other,
            _ when type.StartsWith("text", StringComparison.Ordinal) => PartKinds.Text,
            _ => PartKinds.Other,
        };
    }
}
