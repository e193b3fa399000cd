using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Submission.Policy;

/// <summary>
/// A mailbox as SMTP carries it: a local part, and a domain or an address literal; or the null reverse-path. It is parsed
/// once, and what was parsed is what every later step uses. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// RFC 5321, section 4.1.2 (Mailbox), with the internationalised forms of RFC 6531. Comments, source routes, ports and
/// white space outside a quoted local part are refused. Sizes by RFC 5321, section 4.5.3.1: a local part has at most 64
/// octets, the whole at most 254.
/// </remarks>
public sealed class EmailAddress : IEquatable<EmailAddress>
{
    /// <summary>The longest address, in octets of UTF-8 (RFC 5321, section 4.5.3.1.3, less the angle brackets).</summary>
    public const int MaximumLength = 254;

    /// <summary>The longest local part, in octets of UTF-8 (RFC 5321, section 4.5.3.1.1).</summary>
    public const int MaximumLocalPartLength = 64;

    private static readonly SearchValues<char> AsciiAtext =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~");

    private readonly string _text;

    private EmailAddress(string localPart, DomainName? domain, string domainText)
    {
        LocalPart = localPart;
        Domain = domain;
        DomainText = domainText;
        _text = domainText.Length == 0 ? "" : string.Concat(localPart, "@", domainText);
        Canonical = domainText.Length == 0 ? "" : string.Concat(Fold(localPart), "@", domainText);
    }

    /// <summary>The null reverse-path <c>&lt;&gt;</c> of delivery notices (RFC 5321, section 4.5.5).</summary>
    public static EmailAddress NullReversePath { get; } = new("", null, "");

    /// <summary>Whether this is the null reverse-path.</summary>
    public bool IsNull => DomainText.Length == 0;

    /// <summary>The local part as it was given, quotes included; empty for the null reverse-path.</summary>
    public string LocalPart { get; }

    /// <summary>The domain; <see langword="null"/> for an address literal and for the null reverse-path.</summary>
    public DomainName? Domain { get; }

    /// <summary>The canonical domain, or the address literal with its brackets; empty for the null reverse-path.</summary>
    public string DomainText { get; }

    /// <summary>Whether the address ends in an address literal such as <c>[192.0.2.1]</c> (RFC 5321, section 4.1.3).</summary>
    public bool IsLiteral => Domain is null && !IsNull;

    /// <summary>
    /// The form for comparison and for counters: the local part without needless quotes, in NFC and lower case, and the canonical domain.
    /// </summary>
    public string Canonical { get; }

    /// <summary>Whether any part needs SMTPUTF8 to be sent (RFC 6531).</summary>
    public bool NeedsSmtpUtf8 => !Ascii.IsValid(LocalPart);

    /// <summary>Reads a mailbox without angle brackets.</summary>
    /// <param name="text">The mailbox, for example <c>jan.novak@domena.cz</c>; an empty text is no mailbox.</param>
    /// <param name="address">The address where the method returns <see langword="true"/>.</param>
    /// <returns>Whether <paramref name="text"/> is a mailbox by RFC 5321 or RFC 6531.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out EmailAddress? address)
    {
        address = null;
        if (string.IsNullOrEmpty(text) || text.Length > MaximumLength || Encoding.UTF8.GetByteCount(text) > MaximumLength) return false;

        int at = EndOfLocalPart(text);
        if (at <= 0 || at >= text.Length - 1 || text[at] != '@') return false;
        string local = text[..at];
        if (Encoding.UTF8.GetByteCount(local) > MaximumLocalPartLength) return false;

        string rest = text[(at + 1)..];
        if (rest[0] == '[')
        {
            if (!AddressLiteral.IsValid(rest)) return false;
            address = new EmailAddress(local, null, rest.ToLowerInvariant());
            return true;
        }

        if (!DomainName.TryParse(rest, out DomainName? domain)) return false;
        // A domain may have more octets in its canonical form, which is the one that goes on.
        if (Encoding.UTF8.GetByteCount(local) + 1 + domain.Value.Length > MaximumLength) return false;
        address = new EmailAddress(local, domain, domain.Value);
        return true;
    }

    /// <summary>Reads a mailbox without angle brackets.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is no mailbox.</exception>
    public static EmailAddress Parse(string text) =>
        TryParse(text, out EmailAddress? address) ? address : throw new FormatException("Not a mailbox.");

    /// <summary>Whether both name the same mailbox; local parts are compared without regard to case.</summary>
    public bool Equals(EmailAddress? other) => other is not null && string.Equals(Canonical, other.Canonical, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EmailAddress);

    /// <inheritdoc/>
    public override int GetHashCode() => Canonical.GetHashCode(StringComparison.Ordinal);

    /// <summary>The address: the local part as given and the canonical domain; empty for the null reverse-path.</summary>
    public override string ToString() => _text;

    private static int EndOfLocalPart(string text)
    {
        if (text[0] == '"') return EndOfQuotedString(text);
        int at = text.IndexOf('@', StringComparison.Ordinal);
        if (at <= 0) return -1;
        ReadOnlySpan<char> local = text.AsSpan(0, at);
        if (local[0] == '.' || local[^1] == '.' || local.IndexOf("..") >= 0) return -1;
        foreach (char c in local)
        {
            if (c != '.' && !IsAtext(c)) return -1;
        }

        return at;
    }

    private static int EndOfQuotedString(string text)
    {
        for (int i = 1; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '"') return i + 1;
            if (c == '\\')
            {
                if (++i >= text.Length || text[i] is < ' ' or > '~') return -1;
            }
            else if (c is < ' ' or '\u007f' || IsUnsafe(c))
            {
                return -1;
            }
        }

        return -1;
    }

    private static bool IsAtext(char c) => c < 0x80 ? AsciiAtext.Contains(c) : !IsUnsafe(c);

    // C1 controls and separators would shift what a person or a log reader sees.
    private static bool IsUnsafe(char c) => c >= 0x80 && (char.IsControl(c) || char.IsSeparator(c));

    private static string Fold(string local)
    {
        if (local[0] == '"') local = Unquote(local);
        return Ascii.IsValid(local) ? local.ToLowerInvariant() : FoldUnicode(local);
    }

    private static string FoldUnicode(string local)
    {
        try
        {
            return local.Normalize(NormalizationForm.FormC).ToLowerInvariant().Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            return local; // a lone surrogate; it equals nothing but itself
        }
    }

    // One form for one mailbox: without quotes where none are needed, otherwise without needless escapes (RFC 5321, section 4.1.2).
    private static string Unquote(string quoted)
    {
        var plain = new StringBuilder(quoted.Length);
        for (int i = 1; i < quoted.Length - 1; i++)
        {
            if (quoted[i] == '\\') i++;
            plain.Append(quoted[i]);
        }

        string text = plain.ToString();
        if (text.Length > 0 && text[0] != '"' && EndOfLocalPart(text + "@") == text.Length) return text;
        return string.Concat("\"", text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal), "\"");
    }
}
