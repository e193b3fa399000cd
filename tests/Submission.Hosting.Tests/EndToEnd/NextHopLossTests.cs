using System.Net;
using System.Net.Sockets;

namespace Submission.Hosting.Tests.EndToEnd;

/// <summary>A next hop that is not there, is slow, or goes away: nothing is lost and nothing is sent twice.</summary>
public sealed class NextHopLossTests : NextHopScenario
{
    private const string NotReachable = "451 4.4.1 # next hop not reachable, try again later";

    [Fact]
    public async Task Recipient_NextHopDoesNotListen_IsDeferred()
    {
        using Socket nobody = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // it refuses, and nobody else can have it
        await using TestServer server = await TestServer.StartAsync((IPEndPoint)nobody.LocalEndPoint!);
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);

        Assert.Equal(NotReachable, WithoutId(await talk.SendAsync(TestServer.Login, Friend)));
    }

    [Fact]
    public async Task Recipient_NextHopGreetsWithARefusal_IsDeferred()
    {
        Hop.Answer = static line => Task.FromResult(line.StartsWith("EHLO", StringComparison.Ordinal) || line.StartsWith("HELO", StringComparison.Ordinal) ? "554 5.7.1 not you" : null);
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint);
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);

        Assert.Equal(NotReachable, WithoutId(await talk.SendAsync(TestServer.Login, Friend)));
    }

    [Theory]
    [InlineData("MAIL")]
    [InlineData("RCPT")]
    public async Task Recipient_NextHopAnswersTooSlowly_IsDeferred(string verb)
    {
        var never = new TaskCompletionSource<string?>();
        Hop.Answer = line => line.StartsWith(verb, StringComparison.Ordinal) ? never.Task : Task.FromResult<string?>(null);
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint, configure: static options => options.HandOver.CommandTimeout = TimeSpan.FromMilliseconds(300));
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);

        Assert.Equal(NotReachable, WithoutId(await talk.SendAsync(TestServer.Login, Friend)));
        never.SetResult("");
    }

    [Theory]
    [InlineData("RCPT TO:<second", "")]
    [InlineData("DATA", "")]
    [InlineData("DATA", "421 4.3.2 going down")]
    public async Task Message_NextHopLostBeforeTheMessage_GoesOverANewConnectionOnce(string at, string answer)
    {
        int losses = 1;
        Hop.Answer = line => Task.FromResult(line.StartsWith(at, StringComparison.Ordinal) && Interlocked.Decrement(ref losses) == 0 ? answer : null);
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint);
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);
        await talk.SayAsync($"MAIL FROM:<{TestServer.Login}>");
        await talk.SayAsync($"RCPT TO:<{Friend}>");
        Assert.StartsWith("250 2.1.5", await talk.SayAsync("RCPT TO:<second@example.net>"), StringComparison.Ordinal);
        await talk.SayAsync("DATA");

        Assert.StartsWith("250 2.0.0", await talk.SayAsync("\r\nHello\r\n."), StringComparison.Ordinal);

        Assert.Equal($"MAIL FROM:<{TestServer.Login}>\nRCPT TO:<{Friend}>\nRCPT TO:<second@example.net>\n", Assert.Single(Hop.Messages).Envelope);
        Assert.Equal(2, Hop.Connections);
    }

    [Fact]
    public async Task Message_NextHopLostTwice_IsDeferredAndNothingIsSent()
    {
        Hop.Answer = static line => Task.FromResult(line == "DATA" ? "" : null);
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint);
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);

        Assert.Equal(NotReachable, WithoutId(await talk.SendAsync(TestServer.Login, Friend)));
        Assert.Empty(Hop.Messages);
        Assert.Equal(2, Hop.Connections);
    }

    [Fact]
    public async Task Message_NewConnectionRefusesARecipientThatWasAccepted_IsDeferredAndNothingIsSent()
    {
        int recipients = 0;
        Hop.Answer = line => Task.FromResult(
            line == "DATA" ? "" : line.StartsWith("RCPT", StringComparison.Ordinal) && Interlocked.Increment(ref recipients) > 1 ? "550 5.1.1 gone" : null);
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint);
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);

        Assert.Equal(NotReachable, WithoutId(await talk.SendAsync(TestServer.Login, Friend)));
        Assert.Empty(Hop.Messages);
    }

    [Fact]
    public async Task Message_NextHopLostAfterTheMessage_IsDeferredAndNotSentTwice()
    {
        Hop.Answer = static line => Task.FromResult(line == "." ? "" : null);
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint, OneMessageAnHour);
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);

        Assert.Equal(NotReachable, WithoutId(await talk.SendAsync(TestServer.Login, Friend)));
        Assert.Single(Hop.Messages);
        Hop.Answer = static _ => Task.FromResult<string?>(null);
        Assert.StartsWith("250 2.0.0", await talk.SendAsync(TestServer.Login, Friend), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_NextHopClosedTheIdleConnection_GoesOverANewOneUnnoticed()
    {
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint);
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);
        Assert.StartsWith("250 2.0.0", await talk.SendAsync(TestServer.Login, Friend), StringComparison.Ordinal);

        Hop.CloseConnections();

        Assert.StartsWith("250 2.0.0", await talk.SendAsync(TestServer.Login, Friend), StringComparison.Ordinal);
        Assert.Equal(2, Hop.Connections);
    }

    [Fact]
    public async Task Message_MoreTransactionsThanConnections_IsDeferred()
    {
        await using TestServer server = await TestServer.StartAsync(
            Hop.EndPoint, configure: static options => (options.HandOver.MaximumConnections, options.HandOver.MaximumWait) = (1, TimeSpan.Zero));
        using SmtpTalk first = await SmtpTalk.LogInAsync(server.StartTls);
        using SmtpTalk second = await SmtpTalk.LogInAsync(server.StartTls);
        await first.SayAsync($"MAIL FROM:<{TestServer.Login}>");
        Assert.StartsWith("250", await first.SayAsync($"RCPT TO:<{Friend}>"), StringComparison.Ordinal);

        Assert.Equal(NotReachable, WithoutId(await second.SendAsync(TestServer.Login, Friend)));
        await first.SayAsync("RSET");
        await second.SayAsync("RSET");
        Assert.StartsWith("250 2.0.0", await second.SendAsync(TestServer.Login, Friend), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_ClientGoneBeforeTheNextHopAnswers_IsChargedAllTheSame()
    {
        var arrived = new TaskCompletionSource();
        var answer = new TaskCompletionSource<string?>();
        Hop.Answer = line =>
        {
            if (line != ".") return Task.FromResult<string?>(null);
            arrived.TrySetResult();
            return answer.Task;
        };
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint, OneMessageAnHour);
        using (SmtpTalk leaving = await SmtpTalk.LogInAsync(server.StartTls))
        {
            await leaving.SayAsync($"MAIL FROM:<{TestServer.Login}>");
            await leaving.SayAsync($"RCPT TO:<{Friend}>");
            await leaving.SayAsync("DATA");
            await leaving.WriteAsync("\r\nHello\r\n.\r\n");
            await arrived.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        }

        answer.SetResult("250 2.0.0 queued");

        using SmtpTalk next = await SmtpTalk.LogInAsync(server.StartTls);
        Assert.Contains("policy violation", await next.SendAsync(TestServer.Login, Friend), StringComparison.Ordinal);
        Assert.Single(Hop.Messages);
    }
}
