namespace Submission.Hosting.Tests.EndToEnd;

/// <summary>A host that stops lets messages under way finish.</summary>
public sealed class StopTests
{
    [Fact]
    public async Task StopAsync_MessageUnderWay_IsHandedOverAndTheIdleSessionHears421()
    {
        await using var hop = new ScriptedNextHop();
        await using TestServer server = await TestServer.StartAsync(hop.EndPoint);
        using SmtpTalk idle = await SmtpTalk.LogInAsync(server.StartTls);
        using SmtpTalk busy = await SmtpTalk.LogInAsync(server.StartTls);
        await busy.SayAsync($"MAIL FROM:<{TestServer.Login}>");
        await busy.SayAsync("RCPT TO:<friend@example.net>");
        await busy.SayAsync("DATA");
        await busy.WriteAsync("Subject: half\r\n");

        Task stopping = server.StopAsync();
        Assert.StartsWith("421 4.3.2", await idle.ReadAsync(), StringComparison.Ordinal);
        Assert.False(stopping.IsCompleted);
        Assert.StartsWith("250 2.0.0", await busy.SayAsync("\r\nother half\r\n."), StringComparison.Ordinal);

        await stopping.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Single(hop.Messages);
    }

    [Fact]
    public async Task StopAsync_MessageThatNeverEnds_IsCutOffWithinTheBound()
    {
        await using var hop = new ScriptedNextHop();
        await using TestServer server = await TestServer.StartAsync(hop.EndPoint, configure: static options => options.Limits.DrainTimeout = TimeSpan.FromMilliseconds(200));
        using SmtpTalk busy = await SmtpTalk.LogInAsync(server.StartTls);
        await busy.SayAsync($"MAIL FROM:<{TestServer.Login}>");
        await busy.SayAsync("RCPT TO:<friend@example.net>");
        await busy.SayAsync("DATA");

        await server.StopAsync().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        Assert.Empty(hop.Messages);
    }
}
