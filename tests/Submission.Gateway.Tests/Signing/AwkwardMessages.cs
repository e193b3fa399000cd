using System.Text;

namespace Submission.Gateway.Tests.Signing;

/// <summary>Messages that are easily broken on their way, each with its name.</summary>
internal static class AwkwardMessages
{
    private const string Usual = "From: Jan <jan@domena.example>\r\nTo: eva@friend.example\r\nSubject: test\r\nDate: Sun, 29 Nov 2026 12:00:00 +0000\r\nMessage-ID: <1@domena.example>\r\n";

    public static IReadOnlyList<(string Name, byte[] Octets)> All { get; } =
    [
        Message("usual", Usual + "\r\nHello\r\n"),
        Message("no-body", Usual + "\r\n"),
        Message("no-empty-line", Usual),
        Message("body-of-empty-lines", Usual + "\r\n\r\n\r\n\r\n"),
        Message("body-of-blanks", Usual + "\r\n  \r\n\t\r\n"),
        Message("trailing-empty-lines", Usual + "\r\nHello\r\n\r\n\r\n\r\n"),
        Message("trailing-blanks-in-lines", Usual + "\r\nHello  \t \r\nworld\t\r\n"),
        Message("blanks-before-text", Usual + "\r\n  \t  Hello   world\r\n"),
        Message("no-last-line-end", Usual + "\r\nHello"),
        Message("no-last-line-end-blank", Usual + "\r\nHello  "),
        Message("eight-bit-body", Usual + "\r\nŽluťoučký kůň\r\n"),
        Message("eight-bit-header", Usual.Replace("Subject: test", "Subject: Žluťoučký", StringComparison.Ordinal) + "\r\nHello\r\n"),
        Message("long-line", Usual + "\r\n" + new string('x', 997) + "\r\n"),
        Message("very-long-lines", Usual + "\r\n" + string.Concat(Enumerable.Repeat(new string('y', 9000) + "\r\n", 20))),
        Message("blanks-across-buffers", Usual + "\r\n" + string.Concat(Enumerable.Repeat(new string(' ', 4095) + "z", 40)) + "\r\n"),
        Message("folded-subject", Usual.Replace("Subject: test", "Subject: a\r\n b\r\n\tc\r\n  d", StringComparison.Ordinal) + "\r\nHello\r\n"),
        Message("folded-before-value", Usual.Replace("Subject: test", "Subject:\r\n test", StringComparison.Ordinal) + "\r\nHello\r\n"),
        Message("fold-of-blanks", Usual.Replace("Subject: test", "Subject: a\r\n  \t b  ", StringComparison.Ordinal) + "\r\nHello\r\n"),
        Message("empty-subject", Usual.Replace("Subject: test", "Subject:", StringComparison.Ordinal) + "\r\nHello\r\n"),
        Message("blank-subject", Usual.Replace("Subject: test", "Subject:   ", StringComparison.Ordinal) + "\r\nHello\r\n"),
        Message("no-subject", Usual.Replace("Subject: test\r\n", "", StringComparison.Ordinal) + "\r\nHello\r\n"),
        Message("no-message-id", Usual.Replace("Message-ID: <1@domena.example>\r\n", "", StringComparison.Ordinal) + "\r\nHello\r\n"),
        Message("two-to", Usual + "To: karel@friend.example\r\n\r\nHello\r\n"),
        Message("two-subjects", "Subject: first\r\n" + Usual + "\r\nHello\r\n"),
        Message("many-received", string.Concat(Enumerable.Range(0, 40).Select(static hop => $"Received: from h{hop} by x; Sun, 29 Nov 2026 12:00:00 +0000\r\n")) + Usual + "\r\nHello\r\n"),
        Message("case-of-names", Usual.Replace("From:", "FROM:", StringComparison.Ordinal).Replace("To:", "tO:", StringComparison.Ordinal) + "CC: a@b.example\r\n\r\nHello\r\n"),
        Message("no-blank-behind-colon", Usual.Replace(": ", ":", StringComparison.Ordinal) + "\r\nHello\r\n"),
        Message("tabs-behind-colon", Usual.Replace("Subject: ", "Subject:\t\t", StringComparison.Ordinal) + "\r\nHello\r\n"),
        Message("colons-in-value", Usual.Replace("test", "a: b : c;d=e", StringComparison.Ordinal) + "\r\nHello\r\n"),
        Message("dots", Usual + "\r\n.\r\n..\r\n.x\r\n"),
        Message("from-at-line-start", Usual + "\r\nFrom me to you\r\n>From\r\n"),
        Message("header-like-body", Usual + "\r\nFrom: other@example.org\r\nSubject: no\r\n\r\nHello\r\n"),
        Message("list-fields", Usual + "List-Id: <l.domena.example>\r\nList-Unsubscribe: <https://domena.example/u>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\r\nHello\r\n"),
        Message("mime", Usual + "MIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n boundary=\"b\"\r\n\r\npreamble\r\n--b\r\nContent-Type: text/plain\r\n\r\nHello \r\n--b--\r\nepilogue\r\n\r\n"),
        Message("mime-without-end", Usual + "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n"),
        Message("base64", Usual + "MIME-Version: 1.0\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Convert.ToBase64String(new byte[3000], Base64FormattingOptions.InsertLineBreaks) + "\r\n"),
        Message("long-references", Usual + "References:" + string.Concat(Enumerable.Range(0, 60).Select(static id => $"\r\n <{id}.{new string('r', 40)}@domena.example>")) + "\r\n\r\nHello\r\n"),
    ];

    private static (string Name, byte[] Octets) Message(string name, string text) => (name, Encoding.UTF8.GetBytes(text));
}
