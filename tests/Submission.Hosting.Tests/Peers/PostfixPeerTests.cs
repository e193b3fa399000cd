using System.Text;

namespace Submission.Hosting.Tests.Peers;

/// <summary>The Postfix that other tests rely on does what they take for granted.</summary>
public sealed class PostfixPeerTests
{
    private static readonly PostfixPeerOptions WithJan = new() { Accounts = new Dictionary<string, string> { ["jan@domena.cz"] = "right" } };

    [Theory]
    [InlineData("right", "235 ")]
    [InlineData("wrong", "535 ")]
    public async Task Peer_WithAccounts_LogsInWhoeverKnowsThePassword(string password, string expected)
    {
        await using PostfixPeer postfix = await PostfixPeer.StartAsync(WithJan);
        await using SmtpWire wire = await SmtpWire.GreetAsync(postfix.EndPoint);
        await wire.EncryptAsync();

        Assert.StartsWith(expected, await wire.AskAsync("AUTH PLAIN " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0jan@domena.cz\0{password}"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Peer_ToldOfAnotherClient_TakesItForThatClient()
    {
        await using PostfixPeer postfix = await PostfixPeer.StartAsync(WithJan with { AllowCleartextAuth = true });
        await using SmtpWire wire = await SmtpWire.GreetAsync(postfix.EndPoint);
        Assert.StartsWith("220 ", await wire.AskAsync("XCLIENT ADDR=198.51.100.7 PORT=12345 NAME=client.example HELO=there.example LOGIN=jan@domena.cz"), StringComparison.Ordinal);

        foreach (string line in (string[])["MAIL FROM:<jan@domena.cz>", "RCPT TO:<eva@friend.example>"]) Assert.StartsWith("250 ", await wire.AskAsync(line), StringComparison.Ordinal);
        Assert.StartsWith("354 ", await wire.AskAsync("DATA"), StringComparison.Ordinal);
        Assert.StartsWith("250 ", await wire.AskAsync("Subject: test\r\n\r\nHello\r\n."), StringComparison.Ordinal);
        const string Line = "client=client.example[198.51.100.7], sasl_method=XCLIENT, sasl_username=jan@domena.cz";
        for (int i = 0; i < 1000 && !postfix.Log().Contains(Line, StringComparison.Ordinal); i++) await Task.Delay(10, TestContext.Current.CancellationToken); // another process writes it
        Assert.Contains(Line, postfix.Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Peers_SeveralAtOnce_DoNotDisturbEachOther_AndLeaveNothingBehind()
    {
        PostfixPeer[] peers = await Task.WhenAll(Enumerable.Range(0, 3).Select(static _ => PostfixPeer.StartAsync()));
        foreach (PostfixPeer peer in peers)
        {
            await using SmtpWire wire = await SmtpWire.GreetAsync(peer.EndPoint);
            await peer.DisposeAsync();
            Assert.Equal("EOF", await wire.ReadAsync());
            Assert.False(Directory.Exists(Path.GetDirectoryName(peer.LogFile)));
        }
    }
}
