using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Submission.Policy;

/// <summary>
/// A domain name in its one canonical form: lower-case A-labels without a trailing dot. U-labels, upper case and
/// full-width dots are mapped by UTS 46 (non-transitional, culture-invariant); a name that does not survive decoding
/// and encoding unchanged is no domain name. Immutable and thread-safe.
/// </summary>
/// <remarks>In a program without ICU (<c>InvariantGlobalization</c>) no U-label is a domain name, since nothing could map it; A-labels are taken as they are.
/// RFC 5890 to RFC 5892, UTS 46; lengths by RFC 1035, section 2.3.4: a label has 1 to 63 octets, a name at most 253.</remarks>
public sealed class DomainName : IEquatable<DomainName>
{
    /// <summary>The longest name in its A-label form, in octets.</summary>
    public const int MaximumLength = 253;

    private const int MaximumLabelLength = 63;
    private static readonly SearchValues<char> PlainCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");
    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true, AllowUnassigned = false };

    // Without ICU (InvariantGlobalization) the framework encodes, but neither folds nor refuses: the Kelvin sign stays what it is.
    private static readonly bool CanMap = string.Equals(Idn.GetAscii("\u212a"), "k", StringComparison.OrdinalIgnoreCase);

    private DomainName(string value) => Value = value;

    /// <summary>The canonical name: A-labels, lower case, no trailing dot; never empty.</summary>
    public string Value { get; }

    /// <summary>The name for people to read, with U-labels.</summary>
    public string Unicode => CanMap && Value.Contains("xn--", StringComparison.Ordinal) ? Idn.GetUnicode(Value) : Value;

    /// <summary>Reads a domain name.</summary>
    /// <param name="text">The name, with A-labels or U-labels in any case.</param>
    /// <param name="domain">The canonical name where the method returns <see langword="true"/>.</param>
    /// <returns>Whether <paramref name="text"/> is a domain name.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out DomainName? domain)
    {
        domain = null;
        // A U-label is at least as long in UTF-16 as it may be here only when hostile: the mapping never sees it.
        if (string.IsNullOrEmpty(text) || text.Length > MaximumLength) return false;

        string? ascii = IsPlain(text) ? text : ToCanonicalAscii(text);
        if (ascii is null || !HasValidLabels(ascii)) return false;

        domain = new DomainName(ascii);
        return true;
    }

    /// <summary>Reads a domain name.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is no domain name.</exception>
    public static DomainName Parse(string text) =>
        TryParse(text, out DomainName? domain) ? domain : throw new FormatException("Not a domain name.");

    /// <inheritdoc/>
    public bool Equals(DomainName? other) => other is not null && string.Equals(Value, other.Value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DomainName);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <summary>The canonical name.</summary>
    public override string ToString() => Value;

    private static bool IsPlain(string text) =>
        !text.AsSpan().ContainsAnyExcept(PlainCharacters) && !text.Contains("--", StringComparison.Ordinal);

    private static string? ToCanonicalAscii(string text)
    {
        if (!CanMap) return Ascii.IsValid(text) ? text.ToLowerInvariant() : null;
        try
        {
            string ascii = Idn.GetAscii(text).ToLowerInvariant();
            return string.Equals(Idn.GetAscii(Idn.GetUnicode(ascii)), ascii, StringComparison.OrdinalIgnoreCase) ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool HasValidLabels(string ascii)
    {
        if (ascii.Length > MaximumLength || ascii.AsSpan().ContainsAnyExcept(PlainCharacters)) return false;
        foreach (Range range in ascii.AsSpan().Split('.'))
        {
            ReadOnlySpan<char> label = ascii.AsSpan(range);
            if (label.Length is 0 or > MaximumLabelLength || label[0] == '-' || label[^1] == '-') return false;
            if (label.Length > 3 && label[2] == '-' && label[3] == '-' && !label.StartsWith("xn--")) return false;
        }

        return true;
    }
}
