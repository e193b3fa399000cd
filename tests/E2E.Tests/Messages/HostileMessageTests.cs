using System.Globalization;
using System.Text;

namespace E2E.Tests.Messages;

/// <summary>A message that is made to cost too much is refused, and costs its session nothing else.</summary>
public sealed class HostileMessageTests(MailSystem system)
{
    private const string TooManyFields = "100,000 header fields";

    private static readonly Dictionary<string, Func<string>> Shapes = new(StringComparer.Ordinal)
    {
        ["10,000 multiparts deep"] = Multiparts,
        ["10,000 messages deep"] = static () => Repeat("Content-Type: message/rfc822\r\n\r\n", 10_000) + "Subject: x\r\n\r\nHello\r\n",
        ["1,000,000 boundaries"] = static () => "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + Repeat("--b\r\n", 1_000_000) + "--b--\r\n",
        [TooManyFields] = static () => Repeat("Content-Type: text/plain; name=a.pdf\r\n", 100_000) + "\r\nHello\r\n",
    };

    public static TheoryData<string> ShapeNames => [.. Shapes.Keys];

    [Theory]
    [MemberData(nameof(ShapeNames))]
    public async Task Message_MadeToCostTooMuch_IsRefusedAndTheSessionGoesOn(string shape)
    {
        await using SmtpWire wire = await Wire.LogInAsync(system.Daemon.Submission, TestAccount.Jan);

        string hostile = await wire.SendMessageAsync(TestAccount.Jan.Login, "hostile@friend.example", Shapes[shape]());
        string ordinary = await wire.SendMessageAsync(TestAccount.Jan.Login, "hostile@friend.example");

        Assert.Equal(shape == TooManyFields ? "552 5.3.4 Message header too big" : "550 5.6.0 {id} message too complex to be checked", Wire.WithoutId(hostile));
        Assert.Equal("250 2.0.0 {id} accepted", Wire.WithoutId(ordinary));
    }

    private static string Repeat(string text, int count) => new StringBuilder().Insert(0, text, count).ToString();

    private static string Multiparts()
    {
        var text = new StringBuilder();
        for (int i = 0; i < 10_000; i++) text.Append(CultureInfo.InvariantCulture, $"Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n");
        return text.Append("Content-Type: text/plain\r\n\r\nHello\r\n").ToString();
    }
}
