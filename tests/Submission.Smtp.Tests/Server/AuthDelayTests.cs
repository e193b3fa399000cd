using System.Text;
using Microsoft.Extensions.Time.Testing;
using Submission.Policy;
using Submission.Smtp.Server;
using Submission.Smtp.Tests.Support;

namespace Submission.Smtp.Tests.Server;

/// <summary>How long failed logins of one session wait for their answer.</summary>
public sealed class AuthDelayTests
{
    private static readonly string Wrong = $"AUTH PLAIN {Convert.ToBase64String("\0jan@domena.cz\0wrong"u8)}\r\n";
    private static readonly string Right = $"AUTH PLAIN {Convert.ToBase64String("\0jan@domena.cz\0secret"u8)}";
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Auth_A16_FurtherFailures_AreAnsweredEachLaterThanTheOneBefore()
    {
        await using TestServer server = await TestServer.StartAsync(new Script(), time: _time);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);

        // At once: nobody moves the clock.
        await client.SendAsync(Wrong);
        await client.ExpectAsync("535 ");
        foreach (int seconds in (int[])[1, 2, 3]) Assert.True((await FailAsync(client)).TotalSeconds >= seconds);
        Assert.StartsWith("235 ", await client.AskAsync(Right), StringComparison.Ordinal);
        await using SmtpWire other = await SmtpWire.GreetAsync(server.StartTls);
        await other.SendAsync(Wrong);
        await other.ExpectAsync("535 ");
    }

    [Fact]
    public async Task Auth_A16_WhatIsNoFailureOrEndsTheSession_IsAnsweredAtOnce()
    {
        SmtpAnswer answer = SmtpReply.Parse("454 4.7.0 x try again later");
        await using TestServer server = await TestServer.StartAsync(new Script { Authenticate = (_, _) => new(answer) }, time: _time);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        foreach (string reply in (string[])["454 ", "454 ", "454 "])
        {
            await client.SendAsync(Wrong);
            await client.ExpectAsync(reply);
        }

        await client.SendAsync("AUTH PLAIN\r\n*\r\nAUTH PLAIN\r\n*\r\nAUTH PLAIN\r\n*\r\n");
        for (int i = 0; i < 3; i++)
        {
            await client.ExpectAsync("334 ");
            await client.ExpectAsync("501 ");
        }

        answer = SmtpReply.Parse("535 5.1.0 x authentication failed");
        await client.SendAsync(Wrong);
        await client.ExpectAsync("535 ");
        answer = SmtpAnswer.Closing(SmtpReply.Parse("554 5.1.0 x too many"));
        await client.SendAsync(Wrong);
        Assert.Equal("554 5.1.0 x too many\n", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Auth_A16_LongestWaitIsNone_IsAnsweredAtOnce()
    {
        await using TestServer server = await TestServer.StartAsync(
            new Script(), static options => (options.FailedAuthenticationDelay, options.MaximumFailedAuthenticationDelay) = (TimeSpan.FromMinutes(1), TimeSpan.Zero), _time);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        for (int i = 0; i < 5; i++)
        {
            await client.SendAsync(Wrong);
            await client.ExpectAsync("535 ");
        }
    }

    [Fact]
    public async Task Auth_A16_ClientGoesWhileItWaits_EndsTheSessionAtOnce()
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script, time: _time);
        await using (SmtpWire client = await SmtpWire.GreetAsync(server.StartTls))
        {
            await client.SendAsync(Wrong);
            await client.ExpectAsync("535 ");
            await client.SendAsync(Wrong);
            await Patience.UntilAsync(() => script.Log.Count(static e => e.StartsWith("auth", StringComparison.Ordinal)) == 2);
            Assert.DoesNotContain("closed", script.Log);
        }

        await Patience.UntilAsync(() => script.Log.Contains("closed"));
    }

    private async Task<TimeSpan> FailAsync(SmtpWire client)
    {
        await client.SendAsync(Wrong);
        Task<string> reply = client.ExpectAsync("535 ");
        return await _time.AdvanceUntilAsync(reply, TimeSpan.FromMilliseconds(100));
    }
}
