using System.Text;
using Submission.Policy;
using Submission.Smtp.Server;
using Submission.Smtp.Tests.Support;

namespace Submission.Smtp.Tests.Server;

/// <summary>What clients get wrong, and what they may do, of which no other test of the dialog speaks.</summary>
public sealed class RowTests
{
    [Fact]
    public async Task Command_P4_OfOctetsThatAreNoText_IsRefusedAndTheNextWorks()
    {
        await using TestServer server = await TestServer.StartAsync(new Script());
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await client.SendAsync(new byte[] { 0x80, 0x81, 0x82, 0x83, (byte)'\r', (byte)'\n' });
        await client.ExpectAsync("501 5.5.2");
        Assert.StartsWith("250", await client.AskAsync("NOOP"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EHLO client.example\r\nMAIL FROM:<a@b.cz>\r\nRCPT TO:<a@b.cz>\r\nDATA\r\n")]
    [InlineData("HELO client.example\r\nQUIT\r\n")]
    [InlineData("EHLO client.example\r\nM")]
    public async Task Client_P9_SpeaksBeforeTheAnswerToEhlo_IsRefusedAndClosed(string sent)
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpWire client = await SmtpWire.ConnectAsync(server.StartTls);
        await client.ExpectAsync("220");
        await client.SendAsync(sent);
        Assert.Equal("554 5.5.1 Client spoke before the answer\n", await client.ReadToEndAsync());
        Assert.DoesNotContain(script.Log, static e => e.StartsWith("mail", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Client_P10_SendsMail251RecipientsAndDataInOneWrite_IsAnsweredOneByOneInOrder()
    {
        Script script = new() { Recipient = static command => $"{command.ForwardPath}"[1] == '7' ? new(SmtpReply.Parse("550 5.1.1 no")) : default };
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        StringBuilder all = new("MAIL FROM:<a@b.cz>\r\n");
        for (int i = 0; i < 251; i++) all.Append("RCPT TO:<r").Append(i).Append("@b.cz>\r\n");
        await client.SendAsync(all.Append("DATA\r\n").ToString());
        await client.ExpectAsync("250 2.1.0");
        for (int i = 0; i < 251; i++) await client.ExpectAsync($"{i}"[0] == '7' ? "550 5.1.1 no" : "250 2.1.5");
        await client.ExpectAsync("354");
        await client.SendAsync("text\r\n.\r\n");
        await client.ExpectAsync("250 2.0.0");
        Assert.Single(script.Messages);
    }

    [Fact]
    public async Task Data_P11_WithoutAnyRecipientAndTheBodyBehindIt_IsRefusedAndTheBodyNeverObeyed()
    {
        Script script = new() { Recipient = static _ => new(SmtpReply.Parse("550 5.1.1 no")) };
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await client.SendAsync("MAIL FROM:<a@b.cz>\r\nRCPT TO:<a@b.cz>\r\nDATA\r\nRSET\r\nMAIL FROM:<hidden@b.cz>\r\n.\r\n");
        Assert.Equal("250 2.1.0 OK\n550 5.1.1 no\n503 5.5.1 No valid recipients\n554 5.5.1 Client spoke before the answer\n", await client.ReadToEndAsync());
        Assert.DoesNotContain("mail hidden@b.cz", script.Log);
    }

    [Fact]
    public async Task Data_P11_WithoutAnyRecipientAndTheClientWaits_GoesOn()
    {
        await using TestServer server = await TestServer.StartAsync(new Script { Recipient = static _ => new(SmtpReply.Parse("550 5.1.1 no")) });
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await client.SendAsync("MAIL FROM:<a@b.cz>\r\nRCPT TO:<a@b.cz>\r\nDATA\r\n");
        foreach (string reply in (string[])["250", "550", "503"]) await client.ExpectAsync(reply);
        Assert.StartsWith("250", await client.AskAsync("RSET"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ehlo_P12_TwiceInATransactionAndAfterAuth_ResetsTheTransactionAndKeepsTheLogin()
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        Assert.StartsWith("250", await client.AskAsync("EHLO twice.example"), StringComparison.Ordinal);
        Assert.StartsWith("235", await client.AskAsync("AUTH PLAIN AGEAc2VjcmV0"), StringComparison.Ordinal);
        Assert.StartsWith("250", await client.AskAsync("MAIL FROM:<a@b.cz>"), StringComparison.Ordinal);
        Assert.Equal("250 smtp.example", await client.AskAsync("HELO again.example"));
        Assert.Equal("reset", script.Log[^2]);
        Assert.StartsWith("503 5.5.1", await client.AskAsync("RCPT TO:<a@b.cz>"), StringComparison.Ordinal);
        Assert.Equal("503 5.5.1 Already authenticated", await client.AskAsync("AUTH PLAIN AGEAc2VjcmV0"));
        Assert.StartsWith("501", await client.AskAsync("HELO"), StringComparison.Ordinal);
        Assert.StartsWith("501", await client.AskAsync("EHLO "), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("[127.0.1.1]")]
    [InlineData("[IPv6:::1]")]
    [InlineData("FE80::1")]
    [InlineData("a_b")]
    [InlineData("7kO2OrE")]
    [InlineData("příklad.cz")]
    [InlineData(null)]
    public async Task Ehlo_P13_WithTheNamesOfRealClients_IsAccepted(string? name)
    {
        name ??= new string('a', 255);
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        Assert.StartsWith("250-", await client.AskAsync("EHLO " + name), StringComparison.Ordinal);
        Assert.Equal("ehlo " + name, script.Log[^1]);
    }

    [Theory]
    [InlineData("MAIL FROM:<a@b.cz> SIZE=100", "250")]
    [InlineData("MAIL FROM:<a@b.cz> BODY=8BITMIME", "250")]
    [InlineData("MAIL FROM:<a@b.cz> BODY=7BIT", "250")]
    [InlineData("MAIL FROM:<a@b.cz> SMTPUTF8", "250")]
    [InlineData("MAIL FROM:<a@b.cz> RET=FULL", "250")]
    [InlineData("MAIL FROM:<a@b.cz> RET=HDRS ENVID=x", "250")]
    [InlineData("MAIL FROM:<a@b.cz> AUTH=<>", "250")]
    [InlineData("MAIL FROM:<a@b.cz> BODY=BINARYMIME", "501 5.5.4")]
    [InlineData("MAIL FROM:<a@b.cz> RET=FULL RET=FULL", "501 5.5.4")]
    [InlineData("MAIL FROM:<a@b.cz> XYZ", "555 5.5.4")]
    [InlineData("MAIL FROM:<a@b.cz> SIZE=18446744073709551617", "552 5.3.4")]
    public async Task Mail_P14_WithAParameter_IsAcceptedOrRefusedBeforeTheData(string command, string reply)
    {
        await using TestServer server = await TestServer.StartAsync(new Script());
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        Assert.StartsWith(reply, await client.AskAsync(command), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MAIL FROM: <a@b.cz>", "250")]
    [InlineData("mail from:<a@b.cz>  ", "250")]
    [InlineData("Mail\tFrom:\t<a@b.cz>\t", "250")]
    [InlineData("MAIL FROM:<>", "250")]
    [InlineData("MAIL FROM:a@b.cz", "501 5.1.7")]
    [InlineData("MAIL a@b.cz", "501")]
    public async Task Mail_P15_WrittenAsRealClientsDo_IsAcceptedAndWithoutBracketsIsNot(string command, string reply)
    {
        await using TestServer server = await TestServer.StartAsync(new Script());
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        Assert.StartsWith(reply, await client.AskAsync(command), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quit_P21_TwiceAndWhereEverythingIsRefused_IsAnsweredOnce()
    {
        Script script = new() { Mail = static _ => new(SmtpReply.Parse("550 5.7.1 never")) };
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await client.SendAsync(string.Concat(Enumerable.Repeat("MAIL FROM:<a@b.cz>\r\n", 5)) + "QUIT\r\nQUIT\r\nNOOP\r\n");
        Assert.Equal(string.Concat(Enumerable.Repeat("550 5.7.1 never\n", 5)) + "221 2.0.0 Bye\n", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Arguments_SM5_WithAnyControl_NeverReachTheHost()
    {
        Script script = new();
        PipeServer server = new(script, static o => o.MaximumErrors = 10_000);
        List<ReadOnlyMemory<byte>> pieces = ["EHLO client.example\r\n"u8.ToArray()];
        foreach (string control in Enumerable.Range(0, 0x20).Append(0x7F).Concat(Enumerable.Range(0x80, 0x20)).Where(static c => c != '\t').Select(static c => ((char)c).ToString()).Append("\n.\n"))
        {
            string login = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0a{control}b\0secret"));
            foreach (string command in (string[])[$"HELO a{control}b", $"MAIL FROM:<a{control}b@b.cz>", $"MAIL FROM:<a@b.cz> ENVID=a{control}", $"MAIL FROM:<\"a{control}b\"@b.cz>", $"AUTH PLAIN {login}"])
                pieces.Add(Encoding.UTF8.GetBytes(command + "\r\n"));
        }

        foreach (string encoded in (string[])["+0D+0A", "+00", "+7F", "+0Ax"])
            pieces.Add(Encoding.ASCII.GetBytes($"MAIL FROM:<a@b.cz> ENVID=a{encoded}\r\n"));
        string[] said = await server.PlayAsync(pieces);
        Assert.Equal(["connect", "ehlo client.example", "closed"], script.Log);
        Assert.All(said.SkipWhile(static line => !line.StartsWith("250 ", StringComparison.Ordinal)).Skip(1), static line => Assert.StartsWith("50", line, StringComparison.Ordinal));
    }
}
