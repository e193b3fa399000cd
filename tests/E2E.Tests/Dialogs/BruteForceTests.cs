using System.Net;

namespace E2E.Tests.Dialogs;

/// <summary>Somebody tries passwords: over all ports, by both mechanisms, each time in a session of its own, from behind a proxy.</summary>
public sealed class BruteForceTests(MailSystem system)
{
    private const int Allowed = 10;

    /// <summary>An attacker's addresses, which he takes in turn and which count as one: the IPv4 address, and the same one mapped; an IPv6 network of 64 bits.</summary>
    public static TheoryData<string[]> Attackers => new()
    {
        (string[])["11.9.0.1"],
        (string[])["11.9.0.2", "::ffff:11.9.0.2"],
        (string[])["2a00:9:0:1::1", "2a00:9:0:1::2", "2a00:9:0:1:ffff:ffff:ffff:ffff"],
    };

    [Theory]
    [MemberData(nameof(Attackers))]
    public async Task Auth_A7_A8_A10_A12_ThreePortsAndTwoMechanisms_GetTenTriesTogether(string[] addresses)
    {
        for (int i = 0; i < Allowed; i++)
            Assert.Equal("535 5.1.0 {id} authentication failed", Wire.WithoutId(await TryAsync(i, addresses[i % addresses.Length], TestAccount.Jan.Login, "the-same-wrong-password")));

        string last = addresses[Allowed % addresses.Length];
        Assert.Equal(Refused(last), Wire.WithoutId(await TryAsync(Allowed, last, TestAccount.Jan.Login, "the-same-wrong-password")));
        for (int port = 0; port < 3; port++) await AssertClosedAsync(port, addresses[port % addresses.Length]);
        await using SmtpWire ofAnother = await Wire.LogInAsync(system.Daemon.Submission, TestAccount.Jan, Loopback.Proxy, ProxyHeader.Version2("11.9.1.1"));
    }

    [Fact]
    public async Task Auth_A9_OwnAccountInBetween_LaundersNothing()
    {
        const string Client = "11.9.0.3";
        for (int i = 0; i < Allowed; i++)
        {
            if (i % 3 == 2) Assert.StartsWith("235 ", await TryAsync(i, Client, TestAccount.Busy.Login, TestAccount.Busy.Password), StringComparison.Ordinal);
            Assert.StartsWith("535 ", await TryAsync(i, Client, TestAccount.Jan.Login, $"wrong-password-{i}"), StringComparison.Ordinal);
        }

        // Ten are allowed: whoever mistypes that often still gets in.
        Assert.StartsWith("235 ", await TryAsync(0, Client, TestAccount.Busy.Login, TestAccount.Busy.Password), StringComparison.Ordinal);
        Assert.Equal(Refused(Client), Wire.WithoutId(await TryAsync(1, Client, TestAccount.Jan.Login, "wrong-password-11")));
        await AssertClosedAsync(2, Client);
    }

    [Fact]
    public async Task Auth_A11_OneTryAtEachOfManyAccounts_AreTenToo()
    {
        const string Client = "11.9.0.4";
        for (int i = 0; i < Allowed; i++)
            Assert.StartsWith("535 5.1.0 ", await TryAsync(i, Client, $"user{i}@domena.cz", "a-wrong-password"), StringComparison.Ordinal);

        Assert.Equal(Refused(Client), Wire.WithoutId(await TryAsync(Allowed, Client, "user10@domena.cz", "a-wrong-password")));
    }

    [Fact]
    public async Task Auth_A11_OneAccountFromManyAddresses_IsNamedInTheLogAndNeverLocked()
    {
        for (int i = 0; i < DaemonFiles.AlarmAfter + 1; i++)
            Assert.StartsWith("535 5.1.0 ", await TryAsync(i, $"11.9.2.{i + 1}", TestAccount.Attacked.Login, $"wrong-password-{i}"), StringComparison.Ordinal);

        await using SmtpWire owner = await Wire.LogInAsync(system.Daemon.Submission, TestAccount.Attacked, Loopback.Proxy, ProxyHeader.Version2("11.9.3.1"));
        Assert.StartsWith("250 ", await owner.AskAsync($"MAIL FROM:<{TestAccount.Attacked.Login}>"), StringComparison.Ordinal);
        string expected = $"The account {TestAccount.Attacked.Login} has had {DaemonFiles.AlarmAfter} failed logins within an hour, the latest from 11.9.2.{DaemonFiles.AlarmAfter}.";
        await Until.TrueAsync(() => Task.FromResult(system.Daemon.Process.Log.Contains(expected, StringComparison.Ordinal)), () => "The log does not name the account.");
    }

    private static string Refused(string client)
    {
        IPAddress address = IPAddress.Parse(client);
        return $"554 5.1.0 {{id}} Connection refused from {(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)}. Too many authorization failures from this IP, try again later.";
    }

    /// <summary>Makes one try in a session of its own; the port and the mechanism change with its number.</summary>
    private async Task<string> TryAsync(int number, string client, string login, string password)
    {
        await using SmtpWire wire = await OpenAsync(number % 3, client);
        Assert.StartsWith("220 ", await wire.ReadAsync(), StringComparison.Ordinal);
        await wire.AskAsync("EHLO client.example");
        if (number % 3 != DaemonProcess.ImplicitListener) await wire.EncryptAsync();
        Secrets.Add(login, password);
        if (number / 3 % 2 == 0) return await wire.AuthenticateAsync(login, password);
        Assert.StartsWith("334 ", await wire.AskAsync("AUTH LOGIN " + Secrets.Base64(login)), StringComparison.Ordinal);
        return await wire.AskAsync(Secrets.Base64(password));
    }

    private async Task AssertClosedAsync(int port, string client)
    {
        await using SmtpWire wire = await OpenAsync(port, client);
        Assert.Equal(Refused(client), Wire.WithoutId(await wire.ReadAsync()));
        Assert.Equal("EOF", await wire.ReadAsync());
    }

    private async Task<SmtpWire> OpenAsync(int port, string client)
    {
        SmtpWire wire = await Wire.ConnectAsync(system.Daemon.Listeners[port], Loopback.Proxy);
        await wire.SendAsync(ProxyHeader.Version2(client));
        if (port == DaemonProcess.ImplicitListener) await wire.StartTlsAsync();
        return wire;
    }
}
