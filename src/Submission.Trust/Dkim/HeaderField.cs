using System.Text;

namespace Submission.Trust.Dkim;

/// <summary>Where a header field lies in the header of its message.</summary>
/// <param name="Start">Its first octet.</param>
/// <param name="NameLength">The length of its name, without white space before the colon.</param>
/// <param name="Value">The octet behind the colon.</param>
/// <param name="End">The octet behind its CRLF.</param>
internal readonly record struct HeaderField(int Start, int NameLength, int Value, int End)
{
    public bool Is(ReadOnlySpan<byte> header, string name) => NameLength == name.Length && Ascii.EqualsIgnoreCase(header.Slice(Start, NameLength), name);
}
