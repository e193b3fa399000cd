using System.Text;

namespace Submission.Smtp.Protocol;

/// <summary>Walks over <c>KEYWORD=value</c> parameters (RFC 5321, section 4.1.2, esmtp-param).</summary>
internal ref struct ParameterReader(ReadOnlySpan<byte> rest)
{
    private ReadOnlySpan<byte> _rest = rest;

    public ReadOnlySpan<byte> Keyword { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    public bool HasValue { get; private set; }

    /// <summary>Whether a parameter was found that is none by the grammar.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Goes on to the next parameter.</summary>
    /// <returns>Whether there is one, and it is well formed.</returns>
    public bool Next()
    {
        if (_rest.IsEmpty || IsMalformed) return false;
        int end = _rest.IndexOfAny((byte)' ', (byte)'\t');
        ReadOnlySpan<byte> parameter = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? default : _rest[end..].TrimStart(" \t"u8);

        int equals = parameter.IndexOf((byte)'=');
        HasValue = equals >= 0;
        Keyword = HasValue ? parameter[..equals] : parameter;
        Value = HasValue ? parameter[(equals + 1)..] : default;
        IsMalformed = !IsKeyword(Keyword) || (HasValue && (Value.IsEmpty || Value.Contains((byte)'=')));
        return !IsMalformed;
    }

    public readonly bool Is(ReadOnlySpan<byte> keyword) => Ascii.EqualsIgnoreCase(Keyword, keyword);

    public readonly bool ValueIs(ReadOnlySpan<byte> value) => Ascii.EqualsIgnoreCase(Value, value);

    private static bool IsKeyword(ReadOnlySpan<byte> keyword)
    {
        if (keyword.IsEmpty || keyword[0] == '-') return false;
        foreach (byte c in keyword)
        {
            if (!char.IsAsciiLetterOrDigit((char)c) && c != '-') return false;
        }

        return true;
    }
}
