using Microsoft.Extensions.DependencyInjection;
using Submission.Policy.Counters;
using Submission.Tests.Counters;

namespace Submission.PostfixPolicy.Tests.Sessions;

/// <summary>A session whose end fails, or takes long, keeps no other from being served.</summary>
public sealed class EndingTests
{
    private const string Friend = "friend@example.org";

    private readonly ScriptedCounters _counters = new(TimeProvider.System);

    [Fact]
    public async Task Session_WhosePredecessorFailsToEnd_IsServedAtTheNextRequest()
    {
        await using PolicyHost host = await StartAsync();
        using AskingPostfix postfix = await host.ConnectAsync();
        Assert.StartsWith("PREPEND", await postfix.AskAsync(PostfixRequest.Rcpt("1.2.3.0", Friend)), StringComparison.Ordinal);
        PostfixRequest next = PostfixRequest.Rcpt("1.2.4.0", Friend) with { ClientPort = "40001" };

        _counters.Releasing = static () => throw new InvalidOperationException("broken");
        Assert.Equal("451 4.3.0 Policy service not available, try again later", await postfix.AskAsync(next));
        _counters.Releasing = static () => default;

        Assert.StartsWith("PREPEND", await postfix.AskAsync(next), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_AskedAboutWhileOneBeforeItEndsSlowly_IsKeptAndTheClockOfTimeOutsGoesOn()
    {
        var release = new TaskCompletionSource();
        await using PolicyHost host = await StartAsync();
        PostfixRequest[] requests = [.. Enumerable.Range(0, 3).Select(static i => PostfixRequest.Rcpt($"{i + 1}.2.3.0", Friend) with { ClientPort = $"4000{i}" })];
        foreach (PostfixRequest request in requests)
        {
            using AskingPostfix first = await host.ConnectAsync();
            Assert.StartsWith("PREPEND", await first.AskAsync(request), StringComparison.Ordinal);
        }

        _counters.Releasing = () =>
        {
            _counters.Releasing = static () => default;
            return new ValueTask(release.Task);
        };
        host.Clock.Advance(TimeSpan.FromDays(1));
        host.Server.OnBeat();
        host.Clock.Advance(TimeSpan.FromSeconds(5));
        host.Server.OnBeat();
        Assert.Equal(24 * 60 * 60 + 5, host.Server.Now);
        using AskingPostfix postfix = await host.ConnectAsync();
        Assert.Equal("DUNNO", await postfix.AskAsync(requests[1] with { Recipient = "other@example.org" }));

        release.SetResult();
        for (int i = 0; i < 6000 && host.Server.Sessions > 1; i++) await Task.Delay(5, TestContext.Current.CancellationToken);
        Assert.Equal("DUNNO", await postfix.AskAsync(requests[1].End(2, 1000)));
        Assert.Equal(1, host.Server.Sessions);
    }

    private Task<PolicyHost> StartAsync() => PolicyHost.StartAsync(services: services => services.AddSingleton<ICounterStore>(_counters));
}
