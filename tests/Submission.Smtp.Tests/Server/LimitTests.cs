using System.Text;
using Submission.Smtp.Tests.Support;

namespace Submission.Smtp.Tests.Server;

public sealed class LimitTests
{
    [Theory]
    [InlineData(128, "250")]
    [InlineData(512, "250")]
    [InlineData(990, "250")]
    [InlineData(1001, "250")]
    [InlineData(1024, "250")]
    [InlineData(2048, "250")]
    [InlineData(2049, "500 5.5.6")]
    [InlineData(5000, "500 5.5.6")]
    [InlineData(1_000_000, "500 5.5.6")]
    [InlineData(10_000_000, "500 5.5.6")]
    public async Task Command_P1_OfLength_IsObeyedOrAnsweredOnce(int length, string reply)
    {
        await using TestServer server = await TestServer.StartAsync(new Script());
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await client.SendAsync("NOOP " + new string('x', length - 7) + "\r\nNOOP\r\n");
        await client.ExpectAsync(reply);
        await client.ExpectAsync("250 2.0.0 OK");
    }

    [Fact]
    public async Task Command_P3_WithoutEnd_ClosesAtTheBound()
    {
        await using TestServer server = await TestServer.StartAsync(new Script(), static o => o.MaximumDroppedLineLength = 100_000);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        Task<string> rest = client.ReadToEndAsync();
        byte[] piece = new byte[50_000];
        piece.AsSpan().Fill((byte)'x');
        try
        {
            while (!rest.IsCompleted) await client.SendAsync(piece);
        }
        catch (IOException)
        {
            // the server has closed while we were sending
        }

        Assert.True(await rest is "" or "500 5.5.6 Line too long\n", await rest);
    }

    [Theory]
    [InlineData(1000, "250")]
    [InlineData(1001, "550 5.6.0")]
    public async Task Data_P2_LineOfLength_PassesWholeOrIsRefused(int length, string reply)
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script, static o => o.MaximumDataLineLength = 1000);
        await using SmtpWire client = await StartDataAsync(server);
        string line = new string('x', length - 2) + "\r\n";
        await client.SendAsync(line + "short\r\n.\r\n");
        await client.ExpectAsync(reply);
        if (reply == "250") Assert.Equal(line + "short\r\n", Encoding.ASCII.GetString(Assert.Single(script.Messages)));
        else Assert.Empty(script.Messages);
        Assert.StartsWith("250", await client.AskAsync("NOOP"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1024, "250")]
    [InlineData(1025, "552 5.3.4")]
    public async Task Data_OfSize_IsAcceptedOrRefusedAtTheEnd(int size, string reply)
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script, static o => o.MaximumMessageSize = 1024);
        await using SmtpWire client = await StartDataAsync(server);
        await client.SendAsync(new string('x', size - 2) + "\r\n.\r\n");
        await client.ExpectAsync(reply);
        Assert.Equal(reply == "250" ? [] : ["reset"], script.Log.Where(static e => e == "reset"));
    }

    [Fact]
    public async Task Errors_P6_TooMany_CloseTheSession()
    {
        await using TestServer server = await TestServer.StartAsync(new Script(), static o => o.MaximumErrors = 3);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await client.SendAsync("A\r\nB\r\nNOOP\r\nC\r\nNOOP\r\n");
        string[] lines = (await client.ReadToEndAsync()).Split('\n');
        Assert.Equal("421 4.7.0 Too many errors", lines[^2]);
        Assert.Equal(5, lines.Length);
    }

    [Fact]
    public async Task Commands_TooMany_CloseTheSession()
    {
        await using TestServer server = await TestServer.StartAsync(new Script(), static o => { o.MaximumCommands = 100; o.MaximumIdleCommands = 1000; });
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await client.SendAsync(string.Concat(Enumerable.Repeat("NOOP\r\n", 100)));
        string[] lines = (await client.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(100, lines.Length);
        Assert.Equal("421 4.7.0 Too many commands", lines[^1]);
    }

    [Fact]
    public async Task IdleCommands_P6_TooMany_CloseTheSession()
    {
        await using TestServer server = await TestServer.StartAsync(new Script(), static o => o.MaximumIdleCommands = 10);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        for (int i = 0; i < 9; i++) Assert.StartsWith("250", await client.AskAsync("NOOP"), StringComparison.Ordinal);
        await client.SendAsync("NOOP\r\n");
        Assert.Equal("421 4.7.0 Too many commands\n", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task IdleCommands_BetweenMessages_AreForgiven()
    {
        await using TestServer server = await TestServer.StartAsync(new Script(), static o => o.MaximumIdleCommands = 10);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        for (int i = 0; i < 20; i++)
        {
            Assert.StartsWith("250", await client.AskAsync("RSET"), StringComparison.Ordinal);
            await client.AskAsync("MAIL FROM:<a@b.cz>");
            await client.AskAsync("RCPT TO:<a@b.cz>");
            await client.AskAsync("DATA");
            Assert.StartsWith("250", await client.AskAsync("."), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Recipients_AboveTheCap_AreRefusedForNowWithoutAskingTheHost()
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script, static o => o.MaximumRecipients = 100);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        StringBuilder all = new("MAIL FROM:<a@b.cz>\r\n");
        for (int i = 0; i < 101; i++) all.Append("RCPT TO:<r").Append(i).Append("@b.cz>\r\n");
        await client.SendAsync(all.Append("DATA\r\n").ToString());
        await client.ExpectAsync("250 2.1.0");
        for (int i = 0; i < 100; i++) await client.ExpectAsync("250 2.1.5");
        await client.ExpectAsync("452 4.5.3");
        await client.ExpectAsync("354");
        Assert.Equal(100, script.Recipients.Count);
    }

    [Fact]
    public async Task Connections_AboveTheBound_AreToldSo()
    {
        await using TestServer server = await TestServer.StartAsync(new Script(), static o => o.MaximumConnections = 1);
        await using (SmtpWire first = await SmtpWire.GreetAsync(server.StartTls))
        {
            await using SmtpWire second = await SmtpWire.ConnectAsync(server.StartTls);
            Assert.Equal("421 4.3.2 Too many connections, try again later\n", await second.ReadToEndAsync());
        }

        await Patience.UntilAsync(() => server.Handler.OpenConnections == 0);
        await using SmtpWire third = await SmtpWire.GreetAsync(server.StartTls);
        Assert.StartsWith("250", await third.AskAsync("NOOP"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_P9_SpeaksBeforeTheGreeting_IsRefused()
    {
        TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Script script = new() { Connect = async () => { await arrived.Task; return default; } };
        string[] said = await new PipeServer(script).PlayAsync(Early(arrived));
        Assert.Equal(["554 5.5.1 Client spoke before the greeting"], said);
    }

    // What is written before is there to be read when the answer comes.
    private static IEnumerable<ReadOnlyMemory<byte>> Early(TaskCompletionSource arrived)
    {
        yield return "EHLO early\r\n"u8.ToArray();
        arrived.SetResult();
    }

    private static async Task<SmtpWire> StartDataAsync(TestServer server)
    {
        SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await client.AskAsync("MAIL FROM:<a@b.cz>");
        await client.AskAsync("RCPT TO:<a@b.cz>");
        await client.AskAsync("DATA");
        return client;
    }
}
