using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Submission.Policy;
using Submission.Smtp.Client;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;
using Submission.Smtp.Tests.Support;

namespace Submission.Smtp.Tests.Client;

/// <summary>RFC 3030 as the client uses it.</summary>
public sealed class ClientChunkingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Replies to MAIL, RCPT and BDAT; the decision; whether accepted; whether RSET follows and the connection is good.</summary>
    public static TheoryData<string, string, bool, bool, bool> Answers => new()
    {
        { "250 m|250 r|250 taken", "250 taken", true, false, true },
        { "250 m|550 no|503 none", "550 no", false, true, true },
        { "250 m|550 no|554 none", "550 no", false, true, true },
        { "250 m|550 no|250 taken", "550 no", false, true, true },
        { "250 m|550 no|502 what", "550 no", false, false, false },
        { "550 m|503 r|503 none", "550 m", false, true, true },
        { "250 m|250 r|552 5.3.4 big", "552 5.3.4 big", false, true, true },
        { "250 m|250 r|451 later", "451 later", false, true, true },
        { "250 m|250 r|500 what", "ChunkingRefused", false, false, false },
        { "250 m|250 r|502 what", "ChunkingRefused", false, false, false },
        { "250 m|250 r|503 what", "ChunkingRefused", false, false, false },
        { "250 m|250 r|354 d", "ProtocolViolation", false, false, false },
        { "250 m|250 x|250 r|554 no", "ProtocolViolation", false, false, false },
        { "250 m|250 r|250 taken|421 closing", "250 taken", true, false, false },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Transfer_ShortMessage_GoesInOneWriteAndFollowsEachAnswer(string replies, string deciding, bool accepted, bool resets, bool usable)
    {
        string? message = null;
        await using ScriptedPeer peer = ScriptedPeer.Start(async p =>
        {
            await GreetAsync(p, "250-PIPELINING\r\n");
            for (int i = 0; i < 2; i++) await p.ReadLineAsync();
            message = await ReadChunkAsync(p);
            await p.SayAsync(replies.Replace("|", "\r\n", StringComparison.Ordinal) + "\r\n");
            if (await p.ReadLineAsync() is not null) await p.SayAsync("250 reset\r\n");
            await p.ReadLineAsync();
        });
        await using SmtpClientConnection connection = await ConnectAsync(peer);
        SmtpTransferResult sent = await SendAsync(connection, MessageBody.FromMemory("..x"u8.ToArray()), "P: y\r\n");
        Assert.Equal(deciding, sent.Deciding.ToString());
        Assert.Equal(accepted, sent.IsAccepted);
        Assert.Equal(usable, connection.IsUsable);
        await connection.DisposeAsync();
        await peer.DisposeAsync();
        Assert.Equal("P: y\r\n..x\r\n", message);
        Assert.Equal(resets, peer.Received.Contains("RSET"));
        Assert.Contains("BDAT 11 LAST", peer.Received);
    }

    [Theory]
    [InlineData("250-PIPELINING\r\n")]
    [InlineData("")]
    public async Task Transfer_LongMessage_GoesInChunksThatEndWithLines(string offers)
    {
        byte[] octets = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("a line of some length, and no dot\r\n", 30_000)) + "end");
        List<string> chunks = [];
        await using ScriptedPeer peer = ScriptedPeer.Start(async p =>
        {
            await GreetAsync(p, offers);
            for (int i = 0; i < 2; i++)
            {
                await p.ReadLineAsync();
                await p.SayAsync("250 yes\r\n");
            }

            do
            {
                chunks.Add(await ReadChunkAsync(p));
                await p.SayAsync("250 got\r\n");
            }
            while (!p.Received[^1].EndsWith("LAST", StringComparison.Ordinal));
        });
        await using SmtpClientConnection connection = await ConnectAsync(peer);
        Assert.True((await SendAsync(connection, MessageBody.FromMemory(octets))).IsAccepted);
        Assert.Equal(5, chunks.Count);
        Assert.All(chunks, static chunk => Assert.True(chunk.EndsWith("\r\n", StringComparison.Ordinal) && chunk.Length <= 256 * 1024));
        Assert.Equal(Encoding.ASCII.GetString(octets) + "\r\n", string.Concat(chunks));
    }

    [Theory]
    [InlineData("552 5.3.4 too big", "552 5.3.4 too big", true)]
    [InlineData("452 4.3.1 no room", "452 4.3.1 no room", true)]
    [InlineData("421 4.3.2 bye", "421 4.3.2 bye", false)]
    [InlineData("502 5.5.1 what", "ChunkingRefused", false)]
    [InlineData("354 go", "ProtocolViolation", false)]
    public async Task Transfer_AChunkRefused_EndsThere(string reply, string expected, bool usable)
    {
        bool isReset = false;
        await using ScriptedPeer peer = ScriptedPeer.Start(async p =>
        {
            await GreetAsync(p, "250-PIPELINING\r\n");
            for (int i = 0; i < 2; i++) await p.ReadLineAsync();
            await p.SayAsync("250 m\r\n250 r\r\n");
            await ReadChunkAsync(p);
            await p.SayAsync("250 got\r\n");
            while (!isReset && await p.ReadLineAsync() is { } line)
            {
                isReset = line == "RSET";
                if (!isReset) await p.ReadOctetsAsync(Length(line));
                await p.SayAsync(isReset ? "250 reset\r\n" : reply + "\r\n");
            }
        });
        await using SmtpClientConnection connection = await ConnectAsync(peer);
        SmtpTransferResult sent = await SendAsync(connection, MessageBody.FromMemory(Encoding.ASCII.GetBytes(new string('x', 3_000_000))));
        Assert.Equal(expected, sent.Deciding.ToString());
        Assert.Equal(usable, connection.IsUsable);
        Assert.DoesNotContain(peer.Received, static line => line.EndsWith("LAST", StringComparison.Ordinal));
        Assert.Equal(usable, isReset);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(600_000)]
    public async Task Transfer_FileShorterThanItSays_NeverEndsTheMessage(int length)
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpClientConnection connection = (await SmtpClientConnection.ConnectAsync(server.StartTls, new SmtpClientOptions(), TimeProvider.System, Cancel)).Connection!;
        string path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, new string('x', length), Cancel);
        using SafeFileHandle file = File.OpenHandle(path, options: FileOptions.DeleteOnClose);
        await Assert.ThrowsAsync<InvalidDataException>(() => SendAsync(connection, new FileMessageBody(file, length + 5)).AsTask());
        Assert.False(connection.IsUsable);
        await Patience.UntilAsync(() => script.Log.Contains("closed"));
        Assert.Empty(script.Messages);
    }

    [Fact]
    public async Task Transfer_NotAllowed_GoesByData()
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(async p =>
        {
            await GreetAsync(p, "");
            foreach (string reply in (string[])["250 m", "250 r", "354 d", "250 taken"])
            {
                string? line = await p.ReadLineAsync();
                if (line == "x") await p.ReadLineAsync();
                await p.SayAsync(reply + "\r\n");
            }
        });
        await using SmtpClientConnection connection = await ConnectAsync(peer, new SmtpClientOptions { UseChunking = false });
        Assert.True((await SendAsync(connection, MessageBody.FromMemory("x\r\n"u8.ToArray()))).IsAccepted);
        Assert.Contains("DATA", peer.Received);
    }

    private static async Task GreetAsync(ScriptedPeer peer, string offers)
    {
        await peer.SayAsync("220 x\r\n");
        await peer.ReadLineAsync();
        await peer.SayAsync($"250-x\r\n{offers}250 CHUNKING\r\n");
    }

    private static async Task<string> ReadChunkAsync(ScriptedPeer peer) => await peer.ReadOctetsAsync(Length((await peer.ReadLineAsync())!));

    private static int Length(string line) => int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);

    private static async Task<SmtpClientConnection> ConnectAsync(ScriptedPeer peer, SmtpClientOptions? options = null) =>
        (await SmtpClientConnection.ConnectAsync(peer.EndPoint, options ?? new SmtpClientOptions(), TimeProvider.System, Cancel)).Connection!;

    private static ValueTask<SmtpTransferResult> SendAsync(SmtpClientConnection connection, MessageBody body, string prefix = "") => connection.TransferAsync(
        new SmtpEnvelope(
            new MailCommand(EmailAddress.Parse("a@b.cz"), SmtpMailParameters.None), [new RcptCommand(EmailAddress.Parse("c@d.cz"), SmtpRcptParameters.None)]),
        Encoding.ASCII.GetBytes(prefix),
        body,
        Cancel);
}
