using System.Text;
using CsCheck;
using Submission.Policy;
using Submission.Smtp.Tests.Support;

namespace Submission.Smtp.Tests.Server;

public sealed class ChunkingTests
{
    [Fact]
    public async Task Chunks_InOneWrite_MakeOneMessage()
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpWire client = await StartAsync(server);
        await client.SendAsync("BDAT 5\r\nab\r\n.BDAT 4\r\n\r\nc\r" + "BDAT 1 LAST\r\n\nNOOP\r\n");
        await client.ExpectAsync("250 2.0.0 Chunk received");
        await client.ExpectAsync("250 2.0.0 Chunk received");
        await client.ExpectAsync("250 2.0.0 OK");
        await client.ExpectAsync("250 2.0.0 OK");
        Assert.Equal("ab\r\n.\r\nc\r\n", Encoding.ASCII.GetString(Assert.Single(script.Messages)));
    }

    [Fact]
    public async Task Chunk_P17_EmptyLast_EndsTheMessage()
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpWire client = await StartAsync(server);
        await client.SendAsync("BDAT 3\r\nabc");
        await client.ExpectAsync("250");
        Assert.StartsWith("250 2.0.0 OK", await client.AskAsync("BDAT 0 LAST"), StringComparison.Ordinal);
        Assert.Equal("abc", Encoding.ASCII.GetString(Assert.Single(script.Messages)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("MAIL FROM:<a@b.cz>\r\n")]
    public async Task Chunk_P16_OutOfPlace_IsSwallowedAndRefused(string before)
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await client.SendAsync(before);
        if (before.Length > 0) await client.ExpectAsync("250");
        await client.SendAsync("BDAT 20 LAST\r\nMAIL FROM:<x@y.cz>\r\nNOOP\r\n");
        await client.ExpectAsync("503 5.5.1");
        await client.ExpectAsync("250 2.0.0 OK");
        Assert.DoesNotContain("mail x@y.cz", script.Log);
    }

    [Fact]
    public async Task Chunks_P17_TogetherTooBig_AreRefusedWithoutLosingTheThread()
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script, static o => o.MaximumMessageSize = 1024);
        await using SmtpWire client = await StartAsync(server);
        await client.SendAsync("BDAT 1000\r\n" + new string('x', 1000) + "BDAT 100\r\n" + new string('x', 100) + "BDAT 10 LAST\r\nQUIT\r\nxxxxNOOP\r\nRSET\r\nMAIL FROM:<a@b.cz>\r\n");
        await client.ExpectAsync("250");
        await client.ExpectAsync("552 5.3.4");
        await client.ExpectAsync("503 5.5.1");
        await client.ExpectAsync("250 2.0.0");
        await client.ExpectAsync("250 2.0.0");
        await client.ExpectAsync("250 2.1.0");
        Assert.Empty(script.Messages);
    }

    [Theory]
    [InlineData("BDAT")]
    [InlineData("BDAT x")]
    [InlineData("BDAT -1")]
    [InlineData("BDAT +1")]
    [InlineData("BDAT 9223372036854775808 LAST")]
    [InlineData("BDAT 1 FIRST")]
    public async Task Chunk_P17_SizeUnknown_ClosesTheSession(string command)
    {
        await using TestServer server = await TestServer.StartAsync(new Script());
        await using SmtpWire client = await StartAsync(server);
        await client.SendAsync(command + "\r\nMAIL FROM:<x@y.cz>\r\n");
        Assert.Equal("501 5.5.4 Bad argument\n", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Chunks_P17_BetweenThem_OnlyResetIsAllowed()
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpWire client = await StartAsync(server);
        await client.SendAsync("BDAT 1\r\nx");
        await client.ExpectAsync("250");
        Assert.StartsWith("503", await client.AskAsync("DATA"), StringComparison.Ordinal);
        Assert.StartsWith("503", await client.AskAsync("RCPT TO:<a@b.cz>"), StringComparison.Ordinal);
        Assert.StartsWith("503", await client.AskAsync("MAIL FROM:<a@b.cz>"), StringComparison.Ordinal);
        Assert.StartsWith("250", await client.AskAsync("RSET"), StringComparison.Ordinal);
        await client.SendAsync("BDAT 1 LAST\r\nx");
        await client.ExpectAsync("503");
        Assert.Empty(script.Messages);
    }

    [Fact]
    public async Task Chunk_NotWantedByTheHost_IsSwallowedAndTheRestFails()
    {
        Script script = new() { DataStarting = static () => new(SmtpReply.Parse("451 4.7.1 later")) };
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpWire client = await StartAsync(server);
        await client.SendAsync("BDAT 6\r\nNOOP\r\nBDAT 6 LAST\r\nNOOP\r\nNOOP\r\n");
        await client.ExpectAsync("451 4.7.1 later");
        await client.ExpectAsync("503");
        await client.ExpectAsync("250 2.0.0 OK");
        Assert.Empty(script.Messages);
    }

    [Fact]
    public async Task Chunk_P18_CutOff_LeavesNothing()
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script);
        await using (SmtpWire client = await StartAsync(server))
        {
            await client.SendAsync("BDAT 10 LAST\r\nxxx");
            client.CloseSending();
            Assert.Equal("", await client.ReadToEndAsync());
        }

        Assert.Empty(script.Messages);
    }

    [Fact]
    public async Task Chunks_OfAnySizesInAnySegments_MakeTheMessage()
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script, static o => o.MaximumIdleCommands = 100_000);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        Gen<(string[] Pieces, int Segment)> gen = Gen.Select(
            Gen.OneOf("a", ".", "\r\n", "\r\n.\r\n", "NOOP\r\n", "BDAT 3 LAST\r\n").Array[0, 8].Select(string.Concat).Array[1, 6], Gen.Int[1, 40]);
        await gen.SampleAsync(
            async sample =>
            {
                script.Messages.Clear();
                StringBuilder wire = new("MAIL FROM:<a@b.cz>\r\nRCPT TO:<a@b.cz>\r\n");
                for (int i = 0; i < sample.Pieces.Length; i++)
                    wire.Append("BDAT ").Append(sample.Pieces[i].Length).Append(i == sample.Pieces.Length - 1 ? " LAST" : "").Append("\r\n").Append(sample.Pieces[i]);
                byte[] octets = Encoding.ASCII.GetBytes(wire.Append("NOOP\r\n").ToString());
                for (int at = 0; at < octets.Length; at += sample.Segment) await client.SendAsync(octets.AsMemory(at, Math.Min(sample.Segment, octets.Length - at)));
                for (int i = 0; i < sample.Pieces.Length + 3; i++) await client.ExpectAsync("250 2.");
                Assert.Equal(string.Concat(sample.Pieces), Encoding.ASCII.GetString(Assert.Single(script.Messages)));
            },
            iter: 60,
            threads: 1);
    }

    private static async Task<SmtpWire> StartAsync(TestServer server)
    {
        SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await client.AskAsync("MAIL FROM:<a@b.cz>");
        await client.AskAsync("RCPT TO:<a@b.cz>");
        return client;
    }
}
