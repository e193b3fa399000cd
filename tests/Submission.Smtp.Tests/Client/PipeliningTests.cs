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

    /// <summary>What the server says to MAIL and RCPT; what the client makes of the one and of the other; what it sends next by itself; whether the connection is still good.</summary>
    public static TheoryData<string, string, string?, string?, bool> FirstAnswers => new()
    {
        { "250 m|250 r", "250 m", "250 r", null, true },
        { "250 m|550 no", "250 m", "550 no", null, true },
        { "550 m|503 r", "550 m", null, null, true },
        { "550 m|250 r", "550 m", null, "RSET", true },
        { "421 m|503 r", "421 m", null, null, false },
        { "250 m|421 r", "250 m", "421 r", null, false },
        { "354 m|250 r", "ProtocolViolation", null, null, false },
        { "250 m|354 r", "250 m", "ProtocolViolation", null, false },
        { "250 m", "250 m", "ConnectionLost", null, false },
    };

    [Theory]
    [MemberData(nameof(FirstAnswers))]
    public async Task MailAndRecipient_Together_TellsEachAnswerAndLeavesNoneBehind(string replies, string mail, string? recipient, string? follows, bool usable)
    {
        string[] said = replies.Split('|');
        await using ScriptedPeer peer = ScriptedPeer.Start(async p =>
        {
            await GreetAsync(p);
            for (int i = 0; i < 2; i++) await p.ReadLineAsync();
            await p.SayAsync(string.Join("\r\n", said) + "\r\n");
            if (said.Length < 2) return; // and closes
            if (follows is not null) await AnswerAsync(p, "250 reset\r\n");
            await AnswerAsync(p, "250 noted\r\n");
        });
        SmtpClientConnection connection = await ConnectAsync(peer);
        (SmtpPeerReply toMail, SmtpPeerReply? toRecipient) = await FirstAsync(connection);
        Assert.Equal((mail, recipient, usable), (toMail.ToString(), toRecipient?.ToString(), connection.IsUsable));
        if (usable) Assert.Equal("250 noted", (await connection.ResetAsync(Cancel)).ToString());
        await connection.DisposeAsync();
        await peer.DisposeAsync();
        Assert.Equal(["MAIL FROM:<a@b.cz>", "RCPT TO:<c@d.cz>", .. follows is null ? (string[])[] : [follows], .. usable ? (string[])["RSET"] : []], peer.Received.Skip(1).Where(static line => line != "broken"));
    }

    [Fact]
    public async Task MailAndRecipient_NotOffered_WaitsForTheFirstAnswer()
    {
        await using ScriptedPeer peer = ScriptedPeer.Start("220 x\r\n", "250 x\r\n", "550 m\r\n", "250 m\r\n", "250 r\r\n", "221 bye\r\n");
        await using SmtpClientConnection connection = await ConnectAsync(peer);
        Assert.Equal("550 m", (await FirstAsync(connection)).Mail.ToString());
        Assert.Equal("250 r", (await FirstAsync(connection)).Recipient!.ToString());
        Assert.Equal(["MAIL FROM:<a@b.cz>", "MAIL FROM:<a@b.cz>", "RCPT TO:<c@d.cz>"], peer.Received.Skip(1));
    }

    private static async Task AnswerAsync(ScriptedPeer peer, string reply)
    {
        if (await peer.ReadLineAsync() is not null) await peer.SayAsync(reply);
    }

    private static ValueTask<(SmtpPeerReply Mail, SmtpPeerReply? Recipient)> FirstAsync(SmtpClientConnection connection) =>
        connection.MailAndRecipientAsync(Envelope().Mail, Envelope().Recipients[0], Cancel);

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
