using System.Text;
using Submission.Smtp.Tests.Support;

namespace Submission.Smtp.Tests.Server;

/// <summary>Only CRLF.CRLF ends data (reliability of the edge, section 3): the second message must never exist.</summary>
public sealed class SmugglingTests
{
    private const string Hidden = SmugglingVector.Hidden;

    public static TheoryData<string> Vectors => [.. SmugglingVector.Pairs];

    // All vectors, all places and all cuts: SmugglingGeneratorTests. Here they come over TCP.
    [Theory]
    [MemberData(nameof(Vectors))]
    public async Task Data_SM1_FalseEndOverTcp_IsRefusedOnceAndTheRestIsNeverObeyed(string vector)
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script);
        byte[] data = Encoding.ASCII.GetBytes("Subject: x\r\n\r\ntext" + vector + Hidden + "\r\n.\r\n");
        await CheckAsync(server, script, [data]);
        await CheckAsync(server, script, [data[..19], .. data[19..(20 + vector.Length)].Select(static octet => new[] { octet }), data[(20 + vector.Length)..]]);
    }

    [Fact]
    public async Task Data_SM1_NulBehindTheTrueEnd_SpoilsTheNextCommand()
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await client.SendAsync("MAIL FROM:<a@b.cz>\r\nRCPT TO:<a@b.cz>\r\nDATA\r\n");
        await client.ExpectAsync("250");
        await client.ExpectAsync("250");
        await client.ExpectAsync("354");
        await client.SendAsync("text\r\n.\r\n\0" + Hidden + ".\r\nQUIT\r\n");
        Assert.StartsWith("250 2.0.0 OK\n500 5.5.2", await client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Single(script.Messages);
        Assert.DoesNotContain("mail hidden@b.cz", script.Log);
    }

    [Theory]
    [InlineData("a\nb\r\n")]
    [InlineData("a\rb\r\n")]
    [InlineData("a\0b\r\n")]
    [InlineData("ab\r")]
    [InlineData("a\n.\r\n")]
    public async Task Chunk_SM2_WithABareCrOrLfOrNul_IsRefused(string content)
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await client.SendAsync($"MAIL FROM:<a@b.cz>\r\nRCPT TO:<a@b.cz>\r\nBDAT {content.Length} LAST\r\n{content}NOOP\r\n");
        await client.ExpectAsync("250 2.1.0");
        await client.ExpectAsync("250 2.1.5");
        await client.ExpectAsync("550 5.6.0");
        await client.ExpectAsync("250 2.0.0");
        Assert.Empty(script.Messages);
    }

    [Fact]
    public async Task Data_SM1_FalseEndAfterTheSizeLimit_IsStillNoEnd()
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script, static o => o.MaximumMessageSize = 1024);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await client.SendAsync("MAIL FROM:<a@b.cz>\r\nRCPT TO:<a@b.cz>\r\nDATA\r\n");
        await client.ExpectAsync("250");
        await client.ExpectAsync("250");
        await client.ExpectAsync("354");
        await client.SendAsync(new string('x', 2000) + "\n.\nHELP\r\nHELP\r\n.\r\nNOOP\r\n");
        await client.ExpectAsync("55"); // for its size or for its octets, whichever was seen first
        await client.ExpectAsync("250 2.0.0 OK");
    }

    [Fact]
    public async Task Command_WithABareLineEnd_IsRefusedAndNotObeyed()
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await client.SendAsync("MAIL FROM:<a@b.cz>\nNOOP\rNOOP\r\nNO\0OP\r\nNOOP\r\n");
        await client.ExpectAsync("500 5.5.2");
        await client.ExpectAsync("500 5.5.2");
        await client.ExpectAsync("500 5.5.2");
        await client.ExpectAsync("250");
        Assert.DoesNotContain(script.Log, static e => e.StartsWith("mail", StringComparison.Ordinal));
    }

    private static async Task CheckAsync(TestServer server, Script script, byte[][] pieces)
    {
        script.Events.Clear();
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await client.SendAsync("MAIL FROM:<a@b.cz>\r\nRCPT TO:<a@b.cz>\r\nDATA\r\n");
        await client.ExpectAsync("250");
        await client.ExpectAsync("250");
        await client.ExpectAsync("354");
        foreach (byte[] piece in pieces)
        {
            await client.SendAsync(piece);
            await Task.Yield();
        }

        await client.ExpectAsync("550 5.6.0");
        // The session goes on; where others could have taken the data to go on, it obeys nothing but QUIT.
        await client.SendAsync("QUIT\r\n");
        string[] rest = (await client.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("221 2.0.0 Bye", rest[^1]);
        Assert.All(rest[..^1], static line => Assert.StartsWith("50", line, StringComparison.Ordinal));
        Assert.Empty(script.Messages);
        Assert.DoesNotContain("mail hidden@b.cz", script.Log);
    }
}
