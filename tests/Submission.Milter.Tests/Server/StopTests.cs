using Submission.Milter.Tests.Support;

namespace Submission.Milter.Tests.Server;

/// <summary>A milter that stops ends each connection as soon as its message has ended.</summary>
public sealed class StopTests
{
    private static readonly string Policy = MilterServer.PolicyOf("stage: message\nvirus: found\nreply: 550 5.1.0 {id} virus");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Host_ThatStopsWhileAMailServerIsSilentWithinItsMessage_ClosesAsSoonAsThatHasEnded(bool isSent)
    {
        await using MilterServer server = await MilterServer.StartAsync(Policy);
        await using MilterPeer idle = await MilterPeer.OpenAsync(server.EndPoint);
        await using MilterPeer peer = await MilterPeer.OpenAsync(server.EndPoint);
        Assert.Equal("continue", await peer.MailAsync("<a@example.com>"));
        Assert.Equal("continue", await peer.RecipientAsync("<b@example.com>"));

        Task stop = server.StopAsync();
        Assert.Null(await idle.ReadAsync());
        // It has heard of it: what is asked within the message is answered all the same.
        Assert.Equal("continue", await peer.RecipientAsync("<c@example.com>"));
        if (isSent) Assert.EndsWith("continue", await peer.MessageAsync("Subject: x\r\n", "x\r\n"), StringComparison.Ordinal);
        else await peer.AbortAsync();

        Assert.Null(await peer.ReadAsync());
        await stop.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }
}
