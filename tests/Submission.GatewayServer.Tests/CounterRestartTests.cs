using System.Net;
using Submission.GatewayServer.Tests.Processes;

namespace Submission.GatewayServer.Tests;

/// <summary>What the limits know of a gateway that was killed.</summary>
public sealed class CounterRestartTests : GatewayTest
{
    private const string Limits = """
        policy: limits
        language: 1
        about: Ten messages a day, three failed authentications.
        rules: [message-rate, too-many-auth-failures]
        ---
        rule: message-rate
        about: Ten messages a day.
        stage: mail
        limit:
          count: messages
          per: [account]
          at-most: { 1d: 10 }
          charge: accepted
        reply: 550 5.7.1 {id} policy violation
        ---
        rule: too-many-auth-failures
        about: Three failed authentications an hour.
        stage: [connect, auth]
        limit:
          count: auth-failures
          per: [client.ip]
          at-most: { 1h: 3 }
        then: close
        reply: 554 5.7.1 {id} too many failures
        """;

    private GatewaySetup Limited => Setup with { Policy = Limits };

    private string Head => Path.Combine(Folder, "data", "counters", "counters.head");

    [Fact]
    public async Task R16_Sigkill_WithinADay_TheDaysCountGoesOn()
    {
        await using (GatewayProcess first = await GatewayProcess.StartAsync(Limited, Folder))
        {
            for (int i = 0; i < 7; i++) await SendAsync(first, $"r{i}@friend.example");
            await AllIsWrittenAsync();
            await first.Process.SignalAsync("KILL");
            await first.Process.ExitCodeAsync();
        }

        await using GatewayProcess second = await GatewayProcess.StartAsync(Limited, Folder);
        for (int i = 0; i < 3; i++) await SendAsync(second, $"s{i}@friend.example");
        await using SmtpWire wire = await Wire.LogInAsync(second.Submission, TestAccount.Jan);
        string refused = await wire.SendMessageAsync(TestAccount.Jan.Login, "one@too-many.example");
        Assert.StartsWith("5", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sigkill_RightAfterTheLastFailure_TheAddressStaysBlocked()
    {
        IPAddress attacker = Loopback.Next();
        await using (GatewayProcess first = await GatewayProcess.StartAsync(Limited, Folder))
        {
            for (int i = 0; i < 4; i++)
            {
                await using SmtpWire wire = await Wire.EncryptAsync(first.Submission, attacker);
                Assert.StartsWith(i < 3 ? "535 " : "5", await wire.AuthenticateAsync(TestAccount.Jan.Login, "wrong"), StringComparison.Ordinal);
            }

            await first.Process.SignalAsync("KILL");
            await first.Process.ExitCodeAsync();
        }

        await using GatewayProcess second = await GatewayProcess.StartAsync(Limited, Folder);
        await using SmtpWire again = await Wire.ConnectAsync(second.Submission, attacker);
        Assert.StartsWith("5", await again.ReadAsync(), StringComparison.Ordinal);
        await using SmtpWire other = await Wire.LogInAsync(second.Submission, TestAccount.Jan);
    }

    /// <summary>Waits until the journal has grown once more after what was counted last, and then no more: the second that a crash may cost has passed.</summary>
    private async Task AllIsWrittenAsync()
    {
        string last = "";
        DateTime since = DateTime.UtcNow;
        await Until.TrueAsync(
            () =>
            {
                string now = File.Exists(Head) ? Convert.ToHexString(ReadHead()) : "";
                if (!string.Equals(now, last, StringComparison.Ordinal)) (last, since) = (now, DateTime.UtcNow);
                return last.Length > 0 && DateTime.UtcNow - since > TimeSpan.FromSeconds(3);
            },
            () => "The journal does not come to rest.");
    }

    private byte[] ReadHead()
    {
        using FileStream file = new(Head, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] octets = new byte[16];
        return octets[..file.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false)];
    }
}
