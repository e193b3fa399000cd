using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Submission.Policy;
using Submission.Smtp.Protocol;

namespace Submission.Smtp.Tests.Fuzz;

/// <summary>A mailbox: what is taken reads the same again, has one canonical form in every culture, and is not mistaken for another; what plainly is one is taken.</summary>
internal static partial class AddressTarget
{
    private static readonly CultureInfo Turkish = CultureInfo.GetCultureInfo("tr-TR");

    public static void Run(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        bool isTaken = EmailAddress.TryParse(text, out EmailAddress? address);
        if (IsPlain(text)) Assert.True(isTaken, "a plain address is refused");
        AssertPath(input, text, address);
        if (address is null) return;

        Assert.True(Encoding.UTF8.GetByteCount(text) <= EmailAddress.MaximumLength && !address.IsNull);
        Assert.DoesNotContain(address.ToString(), char.IsControl);
        Assert.Equal(text[..address.LocalPart.Length], address.LocalPart);
        EmailAddress again = EmailAddress.Parse(address.ToString());
        Assert.Equal(address.Canonical, again.Canonical);
        Assert.Equal(address.ToString(), again.ToString());
        Assert.Equal(address.Canonical, CanonicalInTurkey(text));
        if (EmailAddress.TryParse(address.Canonical, out EmailAddress? canonical)) Assert.Equal(address.Canonical, canonical.Canonical);
        AssertMeaning(address);
    }

    // Without its quotes a local part is the same mailbox only where it holds the same characters (RFC 5321, section 4.1.2).
    private static void AssertMeaning(EmailAddress address)
    {
        if (address.LocalPart[0] != '"' || !Ascii.IsValid(address.LocalPart)) return;
        string meant = Escaped().Replace(address.LocalPart[1..^1], "${character}").ToLowerInvariant();
        string canonical = address.Canonical[..^(address.DomainText.Length + 1)];
        if (canonical[0] == '"') canonical = Escaped().Replace(canonical[1..^1], "${character}");
        Assert.Equal(meant, canonical);
        string escaped = string.Concat("\"", string.Concat(meant.Select(static c => "\\" + c)), "\"@", address.DomainText);
        if (EmailAddress.TryParse(escaped, out EmailAddress? same)) Assert.Equal(address.Canonical, same.Canonical);
    }

    private static void AssertPath(byte[] input, string text, EmailAddress? address)
    {
        if (input.AsSpan().IndexOfAnyInRange((byte)0, (byte)0x1F) >= 0 || input.Contains((byte)0x7F) || !string.Equals(Encoding.UTF8.GetString(input), text, StringComparison.Ordinal)) return;
        byte[] argument = [.. "TO:<"u8, .. input, .. ">"u8];
        ReadOnlySpan<byte> rest = argument;
        bool isPath = PathReader.TryRead(ref rest, "TO:"u8, out ReadOnlySpan<byte> path);
        if (address is null) return;
        Assert.True(isPath && rest.IsEmpty && path.SequenceEqual(input), "what stands between the angle brackets is not what is read");
    }

    private static string? CanonicalInTurkey(string text)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = Turkish;
        try
        {
            return EmailAddress.TryParse(text, out EmailAddress? address) ? address.Canonical : null;
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static bool IsPlain(string text) => text.Length <= 200 && text.IndexOf('@', StringComparison.Ordinal) is > 0 and <= EmailAddress.MaximumLocalPartLength && Plain().IsMatch(text);

    [GeneratedRegex(@"\A[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]{1,60}\.)+[a-z]{2,60}\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Plain();

    [GeneratedRegex(@"\\(?<character>.)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Escaped();
}
