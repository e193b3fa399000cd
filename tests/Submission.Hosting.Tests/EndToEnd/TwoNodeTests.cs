using System.Net;
using System.Text;
using Submission.Hosting.Configuration;

namespace Submission.Hosting.Tests.EndToEnd;

/// <summary>Two hosts that count in one Redis: whoever tries passwords at both has ten tries, not twenty.</summary>
public sealed class TwoNodeTests
{
    private const int Allowed = 10;
    private const string Refused = "^554 5\\.1\\.0 [0-9A-Za-z]{22} Connection refused from 127\\.0\\.0\\.1\\. Too many authorization failures from this IP, try again later\\.$";

    [Fact]
    public async Task Auth_A8_ThreePortsTwoMechanismsAndTwoNodes_GetTenTriesTogether()
    {
        await using var hop = new ScriptedNextHop();
        await using RedisPeer redis = await RedisPeer.StartAsync();
        await using TestServer first = await StartAsync(hop, redis);
        await using TestServer second = await StartAsync(hop, redis);
        TestServer[] nodes = [first, second];

        for (int i = 0; i < Allowed; i++)
            Assert.Matches("^535 5\\.1\\.0 [0-9A-Za-z]{22} authentication failed$", await TryAsync(nodes[i % 2].Listeners[i % 3], isImplicit: i % 3 == 1, isPlain: i / 2 % 2 == 0, $"wrong-password-{i}"));

        Assert.Matches(Refused, await TryAsync(second.StartTls, isImplicit: false, isPlain: false, "wrong-password-10"));
        foreach (TestServer node in nodes)
        {
            for (int port = 0; port < 3; port++)
            {
                using SmtpTalk talk = await SmtpTalk.ConnectAsync(node.Listeners[port]);
                if (port == 1) await talk.ShakeHandsAsync();
                Assert.Matches(Refused, await talk.ReadAsync());
                Assert.Equal("", await talk.ReadAsync());
            }
        }
    }

    private static Task<TestServer> StartAsync(ScriptedNextHop hop, RedisPeer redis) => TestServer.StartAsync(hop.EndPoint, configure: options =>
    {
        options.Listeners.Add(new ListenerOptions { Endpoint = new IPEndPoint(IPAddress.Loopback, 0) });
        options.Counters.Provider = CounterProvider.Redis;
        options.Counters.Connection = redis.EndPoint.ToString();
        options.PasswordChecks.FailureDelay = TimeSpan.Zero;
    });

    /// <summary>Makes one try in a session of its own.</summary>
    private static async Task<string> TryAsync(IPEndPoint listener, bool isImplicit, bool isPlain, string password)
    {
        using SmtpTalk talk = isImplicit ? await SmtpTalk.ConnectAsync(listener) : await SmtpTalk.EncryptAsync(listener);
        if (isImplicit)
        {
            await talk.ShakeHandsAsync();
            Assert.StartsWith("220 ", await talk.ReadAsync(), StringComparison.Ordinal);
            await talk.SayAsync("EHLO client.example");
        }

        if (isPlain) return await talk.SayAsync(SmtpTalk.Plain(TestServer.Login, password));
        Assert.StartsWith("334 ", await talk.SayAsync("AUTH LOGIN " + Base64(TestServer.Login)), StringComparison.Ordinal);
        return await talk.SayAsync(Base64(password));
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
