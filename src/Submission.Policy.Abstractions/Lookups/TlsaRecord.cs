using System.Collections.Immutable;

namespace Submission.Policy.Lookups;

/// <summary>A TLSA record as it was published, whether it can be used or not (RFC 6698, section 2.1). Immutable and thread-safe.</summary>
/// <param name="Usage">The certificate usage, 0 to 255.</param>
/// <param name="Selector">The selector, 0 to 255.</param>
/// <param name="MatchingType">The matching type, 0 to 255.</param>
/// <param name="Data">The certificate association data.</param>
public sealed record TlsaRecord(byte Usage, byte Selector, byte MatchingType, ImmutableArray<byte> Data)
{
    /// <summary>Compares with the data's octets.</summary>
    public bool Equals(TlsaRecord? other) =>
        other is not null && Usage == other.Usage && Selector == other.Selector && MatchingType == other.MatchingType && Data.AsSpan().SequenceEqual(other.Data.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(Usage);
        hash.Add(Selector);
        hash.Add(MatchingType);
        hash.AddBytes(Data.AsSpan());
        return hash.ToHashCode();
    }

    /// <summary>The record as a zone file writes its data.</summary>
    public override string ToString() => $"{Usage} {Selector} {MatchingType} {Convert.ToHexStringLower(Data.AsSpan())}";
}
