using Submission.Milter.Tests.Protocol;
using Submission.Milter.Tests.Support;
using Submission.Policy.Lookups;
using Submission.Tests.Counters;

namespace Submission.Milter.Tests.Server;

/// <summary>A message is charged when it is accepted, and never otherwise.</summary>
public sealed class ChargeTests
{
    private const string OneAMinute = "stage: mail\nlimit:\n  count: messages\n  per: [client.ip]\n  at-most: { 1m: 1 }\nreply: 450 4.7.1 {id} slow down";
    private const string Virus = "stage: message\nvirus: found\nreply: 550 5.1.0 {id} virus";
    private const string Sender = "<a@example.com>";

    [Theory]
    [InlineData("abort")]
    [InlineData("quit")]
    [InlineData("next")]
    [InlineData("lost")]
    [InlineData("helo")]
    public async Task Message_ThatDoesNotEnd_IsGivenBack(string how)
    {
        await using MilterServer server = await MilterServer.StartAsync(MilterServer.PolicyOf(OneAMinute, Virus));
        await using MilterPeer first = await MilterPeer.OpenAsync(server.EndPoint);
        Assert.Equal("continue", await first.MailAsync(Sender));
        Assert.Equal("continue", await first.RecipientAsync("<b@example.com>"));
        await first.SendAsync(Packets.Texts('L', "Subject", " x"));
        await using MilterPeer second = await MilterPeer.OpenAsync(server.EndPoint);
        Assert.StartsWith("450 4.7.1 ", await second.MailAsync(Sender), StringComparison.Ordinal);

        switch (how)
        {
            case "abort":
                await first.AbortAsync();
                break;
            case "quit":
                await first.SendAsync(Packets.Of('Q'));
                break;
            case "next":
                await first.SendAsync(Packets.Of('K'));
                break;
            case "helo":
                await first.HelloAsync("client.example");
                break;
            default:
                first.Close();
                break;
        }

        string answer = "";
        for (int i = 0; i < 2000 && answer != "continue"; i++)
        {
            answer = await second.MailAsync(Sender);
            if (answer != "continue") await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Assert.Equal("continue", answer);
    }

    [Fact]
    public async Task Message_ThatIsAccepted_IsCharged()
    {
        await using MilterServer server = await MilterServer.StartAsync(MilterServer.PolicyOf(OneAMinute, Virus));
        await using MilterPeer peer = await MilterPeer.OpenAsync(server.EndPoint);
        await peer.MailAsync(Sender);
        await peer.RecipientAsync("<b@example.com>");
        Assert.EndsWith("continue", await peer.MessageAsync("Subject: x\r\n", "x\r\n"), StringComparison.Ordinal);
        await peer.AbortAsync();
        Assert.StartsWith("450 4.7.1 ", await peer.MailAsync(Sender), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_ThatCannotBeCharged_IsDeferredAndCostsNothing()
    {
        var counters = new ScriptedCounters(TimeProvider.System) { Committing = static () => false };
        await using MilterServer server = await MilterServer.StartAsync(MilterServer.PolicyOf(OneAMinute, Virus), counters: counters);
        await using MilterPeer peer = await MilterPeer.OpenAsync(server.EndPoint);
        await peer.MailAsync(Sender);
        await peer.RecipientAsync("<b@example.com>");
        Assert.Matches("^451 4\\.3\\.0 [A-Za-z0-9]{22} counters not available, try again later$", await peer.MessageAsync("Subject: x\r\n", "x\r\n"));
        Assert.Equal(0, await server.ChargedAsync("192.0.2.7"));
        counters.Committing = static () => true;
        Assert.Equal("continue", await peer.MailAsync(Sender));
        await peer.RecipientAsync("<b@example.com>");
        Assert.EndsWith("continue", await peer.MessageAsync("Subject: x\r\n", "x\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MailServer_ThatGoesAwayWhileItsMessageIsScanned_HasSentNothing()
    {
        var scanning = new TaskCompletionSource();
        var stopped = new TaskCompletionSource();
        var scanners = new ScriptedScanners
        {
            Virus = async token =>
            {
                scanning.SetResult();
                await using CancellationTokenRegistration registration = token.Register(stopped.SetResult);
                await stopped.Task;
                token.ThrowIfCancellationRequested();
                return LookupResult<string>.Absent("clean");
            },
        };
        await using MilterServer server = await MilterServer.StartAsync(MilterServer.PolicyOf(OneAMinute, Virus), scanners: scanners);
        await using MilterPeer peer = await MilterPeer.OpenAsync(server.EndPoint);
        await peer.MailAsync(Sender);
        await peer.RecipientAsync("<b@example.com>");
        await peer.SendAsync(Packets.Of('E', "x\r\n"u8));
        await scanning.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        peer.Close();
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        for (int i = 0; i < 2000 && server.OpenConnections > 0; i++) await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.Equal(0, await server.ChargedAsync("192.0.2.7"));
    }
}
