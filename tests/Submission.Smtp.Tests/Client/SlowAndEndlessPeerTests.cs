using Microsoft.Extensions.Time.Testing;
using Submission.Policy;
using Submission.Smtp.Client;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;
using Submission.Smtp.Tests.Support;

namespace Submission.Smtp.Tests.Client;

/// <summary>Servers that never come to an end.</summary>
public sealed class SlowAndEndlessPeerTests
{
    private static readonly string[] Steps = ["220 x\r\n", "250 x\r\n", "250 x\r\n", "250 x\r\n", "354 x\r\n", "250 x\r\n"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task Peer_SaysOneOctetASecond_HasNoMoreTimeThanAnyOther(int step)
    {
        FakeTimeProvider time = new();
        await using ScriptedPeer peer = ScriptedPeer.Start(async p =>
        {
            await GoToAsync(p, step);
            while (true)
            {
                await p.SayAsync("2");
                await Task.Delay(TimeSpan.FromSeconds(1), time);
            }
        });
        SmtpClientOptions options = new() { ConnectTimeout = TimeSpan.FromMinutes(10), GreetingTimeout = TimeSpan.FromSeconds(60), CommandTimeout = TimeSpan.FromSeconds(60), DataEndTimeout = TimeSpan.FromSeconds(60) };
        Task<SmtpPeerReply> delivering = DeliverAsync(peer, options, time);
        TimeSpan waited = await time.AdvanceUntilAsync(delivering, TimeSpan.FromSeconds(1));
        Assert.Equal(SmtpClientFailure.TimedOut, (await delivering).Failure);
        Assert.True(waited >= TimeSpan.FromSeconds(60), waited.ToString());
    }

    [Theory]
    [InlineData("xxxxxxxxxxxxxxxxxxxxxxxx")]
    [InlineData("250-and so on\r\n")]
    [InlineData("250 ")]
    [InlineData("\r\n")]
    [InlineData("\0")]
    public async Task Peer_NeverStops_IsCutOff(string text)
    {
        for (int step = 0; step < Steps.Length; step++)
        {
            await using ScriptedPeer peer = ScriptedPeer.Start(async p =>
            {
                await GoToAsync(p, step);
                while (true) await p.SayAsync(text);
            });
            Assert.Equal(SmtpClientFailure.ProtocolViolation, (await DeliverAsync(peer, new SmtpClientOptions(), TimeProvider.System)).Failure);
        }
    }

    private static async Task GoToAsync(ScriptedPeer peer, int step)
    {
        for (int i = 0; i < step; i++)
        {
            if (i > 0) await peer.ReadLineAsync();
            await peer.SayAsync(Steps[i]);
        }

        if (step > 0) await peer.ReadLineAsync();
        if (step == 5) await peer.ReadLineAsync(); // the dot behind the message
    }

    private static async Task<SmtpPeerReply> DeliverAsync(ScriptedPeer peer, SmtpClientOptions options, TimeProvider time)
    {
        SmtpConnectResult result = await SmtpClientConnection.ConnectAsync(peer.EndPoint, options, time, Cancel);
        if (result.Connection is null) return result.Reply;
        await using SmtpClientConnection connection = result.Connection;
        SmtpEnvelope envelope = new(
            new MailCommand(EmailAddress.Parse("a@b.cz"), SmtpMailParameters.None), [new RcptCommand(EmailAddress.Parse("c@d.cz"), SmtpRcptParameters.None)]);
        return (await connection.TransferAsync(envelope, default, MessageBody.FromMemory("x\r\n"u8.ToArray()), Cancel)).Deciding;
    }
}
