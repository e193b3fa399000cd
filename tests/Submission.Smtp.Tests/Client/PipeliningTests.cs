using Submission.Policy;
using Submission.Smtp.Client;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;
using Submission.Smtp.Tests.Support;

namespace Submission.Smtp.Tests.Client;

/// <summary>RFC 2920: MAIL, RCPT and DATA are under way before the first of them is answered.</summary>
public sealed class PipeliningTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Replies to MAIL, two RCPT and DATA; the decision; whether accepted; the lines that follow; whether the connection is still good.</summary>
    public static TheoryData<string, string, bool, string, bool> Answers => new()
    {
        { "250 m|250 r|250 r|354 d", "250 taken", true, "x|.", true },
        { "250 m|550 no|250 r|354 d", "250 taken", true, "x|.", true },
        { "250 m|550 no|551 no|554 none", "550 no", false, "RSET", true },
        { "250 m|550 no|551 no|354 d", "550 no", false, ".|RSET", true },
        { "550 m|503 r|503 r|503 d", "550 m", false, "RSET", true },
        { "550 m|503 r|503 r|354 d", "550 m", false, ".|RSET", true },
        { "550 m|250 r|250 r|354 d", "550 m", false, "", false },
        { "250 m|250 r|250 r|451 d", "451 d", false, "RSET", true },
        { "250 m|250 r|250 r|250 d", "ProtocolViolation", false, "", false },
        { "250 m|354 r|250 r|354 d", "ProtocolViolation", false, "", false },
        { "421 m|503 r|503 r|503 d", "421 m", false, "", false },
        { "250 m|250 r|421 r|503 d", "421 r", false, "", false },
        { "250 m|250 r|250 r|421 d", "421 d", false, "", false },
        { "550 5.7.1 not you", "550 5.7.1 not you", false, "", false },
        { "250 m|550 no", "550 no", false, "", false },
        { "250 m|250 r|250 r", "ConnectionLost", false, "", false },
        { "250 m", "ConnectionLost", false, "", false },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Transfer_AllAtOnce_FollowsEachAnswer(string replies, string deciding, bool accepted, string follows, bool usable)
    {
        string[] said = replies.Split('|');
        string[] expected = follows.Split('|', StringSplitOptions.RemoveEmptyEntries);
        List<string?> after = [];
        await using ScriptedPeer peer = ScriptedPeer.Start(async p =>
        {
            await GreetAsync(p);
            for (int i = 0; i < 4; i++) await p.ReadLineAsync();
            await p.SayAsync(string.Join("\r\n", said) + "\r\n");
            if (said.Length < 4) return; // and closes
            while (after.Count < expected.Length)
            {
                after.Add(await p.ReadLineAsync());
                if (after[^1] != "x") await p.SayAsync(accepted ? "250 taken\r\n" : "250 nothing\r\n");
            }

            if (!usable) after.Add(await p.ReadLineAsync());
        });
        SmtpClientConnection connection = await ConnectAsync(peer);
        SmtpTransferResult sent = await SendAsync(connection, Envelope());
        Assert.Equal(deciding, sent.Deciding.ToString());
        Assert.Equal(accepted, sent.IsAccepted);
        Assert.Equal(usable, connection.IsUsable);
        await connection.DisposeAsync();
        await peer.DisposeAsync();
        Assert.Equal(expected, after.Where(static line => line is not null));
    }

    [Fact]
    public async Task Transfer_EveryRecipientRequired_SaysDataOnlyWhenAllAreAccepted()
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(async p =>
        {
            await GreetAsync(p);
            for (int i = 0; i < 3; i++) await p.ReadLineAsync();
            await p.SayAsync("250 m\r\n250 r\r\n550 no\r\n");
            await p.ReadLineAsync();
            await p.SayAsync("250 reset\r\n");
        });
        await using SmtpClientConnection connection = await ConnectAsync(peer);
        SmtpTransferResult sent = await SendAsync(connection, Envelope() with { RequireEveryRecipient = true });
        Assert.Equal("550 no", sent.Deciding.ToString());
        Assert.True(connection.IsUsable);
        Assert.Equal("RSET", peer.Received[^1]);
    }

    [Fact]
    public async Task Transfer_TooBigForTheServer_SendsNothing()
    {
        await using ScriptedPeer peer = ScriptedPeer.Start("220 x\r\n", "250-x\r\n250-PIPELINING\r\n250 SIZE 2\r\n", "250 reset\r\n");
        await using SmtpClientConnection connection = await ConnectAsync(peer);
        SmtpTransferResult sent = await SendAsync(connection, Envelope());
        Assert.Equal(SmtpClientFailure.TooBig, sent.Deciding.Failure);
        Assert.False(sent.Deciding.IsConnectionLost);
        Assert.Equal(250, (await connection.ResetAsync(Cancel)).Reply!.Code);
        Assert.Equal("RSET", peer.Received[^1]);
    }

    private static async Task GreetAsync(ScriptedPeer peer)
    {
        await peer.SayAsync("220 x\r\n");
        await peer.ReadLineAsync();
        await peer.SayAsync("250-x\r\n250 PIPELINING\r\n");
    }

    private static async Task<SmtpClientConnection> ConnectAsync(ScriptedPeer peer) =>
        (await SmtpClientConnection.ConnectAsync(peer.EndPoint, new SmtpClientOptions(), TimeProvider.System, Cancel)).Connection!;

    private static ValueTask<SmtpTransferResult> SendAsync(SmtpClientConnection connection, SmtpEnvelope envelope) =>
        connection.TransferAsync(envelope, default, MessageBody.FromMemory("x\r\n"u8.ToArray()), Cancel);

    private static SmtpEnvelope Envelope() => new(
        new MailCommand(EmailAddress.Parse("a@b.cz"), SmtpMailParameters.None),
        [new RcptCommand(EmailAddress.Parse("c@d.cz"), SmtpRcptParameters.None), new RcptCommand(EmailAddress.Parse("e@f.cz"), SmtpRcptParameters.None)]);
}
