using System.Net;
using System.Text;
using Submission.Policy.Content.Tests.Scanners.Peers;
using Submission.Policy.Lookups;

namespace Submission.Policy.Content.Tests.Scanners.Support;

/// <summary>Messages to scan.</summary>
internal static class Messages
{
    public static MessageContent Clean { get; } = Text("Hello.\r\n");

    public static MessageContent Virus { get; } = MessageContent.FromMemory(Encoding.ASCII.GetBytes(ScannerSamples.Eicar));

    public static MessageContent VirusInBase64 { get; } = Raw(
        "From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: application/octet-stream\r\n"
        + "Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=a.bin\r\n\r\n"
        + Convert.ToBase64String(Encoding.ASCII.GetBytes(ScannerSamples.Eicar)) + "\r\n--x--\r\n");

    public static MessageContent Spam { get; } = Text(ScannerSamples.Gtube + "\r\n");

    public static MessageContent Text(string body) => Raw(
        "From: a@b.example\r\nTo: c@d.example\r\nSubject: t\r\nDate: Tue, 24 Nov 2026 17:00:00 +0000\r\nMessage-ID: <1@b.example>\r\n\r\n" + body);

    public static MessageContent Raw(string text) => MessageContent.FromMemory(Encoding.UTF8.GetBytes(text));

    public static SpamScanRequest Request(this MessageContent content) => new()
    {
        Content = content,
        Id = TransactionId.Create(new DateTimeOffset(2026, 11, 24, 17, 0, 0, TimeSpan.Zero)),
        Client = IPAddress.Parse("192.0.2.7"),
        HeloName = "client.example",
        Account = "jan.novak@domena.example",
        Sender = EmailAddress.Parse("jan@domena.example"),
        Recipients = [EmailAddress.Parse("eva@cil.example"), EmailAddress.Parse("\"a, b\"@cil.example")],
    };
}
