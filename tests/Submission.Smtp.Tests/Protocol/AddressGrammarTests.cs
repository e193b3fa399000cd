using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Submission.Policy;
using Submission.Smtp.Protocol;

namespace Submission.Smtp.Tests.Protocol;

/// <summary>Every form of an address, by the grammar of RFC 5321: what is valid is taken from a path, and nothing else is.</summary>
public sealed partial class AddressGrammarTests
{
    private static readonly (string Kind, string Text)[] Rows = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Protocol", "Addresses.txt"))
        .Where(static line => line.Length > 0 && line[0] != '#')
        .Select(static line => (line[..line.IndexOf('|', StringComparison.Ordinal)], line[(line.IndexOf('|', StringComparison.Ordinal) + 1)..line.LastIndexOf('|')]))];

    public static TheoryData<string, string> Addresses
    {
        get
        {
            TheoryData<string, string> rows = [];
            foreach ((string kind, string text) in Rows) rows.Add(kind, text);
            return rows;
        }
    }

    [Fact]
    public void Table_I10_HasNoFewerRowsThanThePublicList()
    {
        Assert.True(Rows.Length >= 164);
        Assert.Equal(Rows.Length, Rows.Distinct().Count());
        Assert.All(Rows, static row => Assert.Contains(row.Kind, (string[])["valid", "error", "other"]));
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public void Path_I10_OfTheGrammar_IsTakenAndNothingElseIs(string kind, string written)
    {
        string text = Plain(written);
        bool isValid = kind == "valid";
        Assert.Equal(isValid, EmailAddress.TryParse(text, out EmailAddress? address));

        byte[] from = Encoding.UTF8.GetBytes($"FROM:<{text}> SMTPUTF8");
        byte[]? refusal = MailCommandParser.Parse(from, 1000, isRequireTlsOffered: false, out MailCommand? mail);
        bool isMail = refusal is null && mail!.Parameters.SmtpUtf8 && !mail.ReversePath.IsNull;
        byte[] to = Encoding.UTF8.GetBytes($"TO:<{text}>");
        bool isRcpt = RcptCommandParser.Parse(to, smtpUtf8: true, "h.example", out RcptCommand? recipient) is null;

        Assert.Equal((isValid, isValid), (isMail, isRcpt));
        if (!isValid) return;
        Assert.Equal(text[..text.LastIndexOf('@')], address!.LocalPart);
        Assert.Equal(text[(text.LastIndexOf('@') + 1)..], address.DomainText, ignoreCase: true);
        Assert.Equal(address, mail!.ReversePath);
        Assert.Equal(address, recipient!.ForwardPath);
        Assert.Equal(address, EmailAddress.Parse(address.Canonical));
    }

    private static string Plain(string written)
    {
        string repeated = Repeated().Replace(written, static match => string.Concat(Enumerable.Repeat(match.Groups[1].Value, int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture))));
        return string.Concat(repeated.Select(static c => c is >= '\u2400' and <= '\u241F' ? (char)(c - 0x2400) : c == '\u2421' ? '\u007F' : c));
    }

    [GeneratedRegex(@"\{(\S{1,2})\*([0-9]+)\}")]
    private static partial Regex Repeated();
}
