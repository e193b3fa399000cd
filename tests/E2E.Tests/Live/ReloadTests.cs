namespace E2E.Tests.Live;

/// <summary>What an operator changes while the daemon runs.</summary>
public sealed class ReloadTests(LiveDaemon live) : IClassFixture<LiveDaemon>
{
    private const string PolicyInForce = "rules is in force";
    private const string Complaint = "the certificate of before stays in force";

    private DaemonProcess Daemon => live.Daemon;

    [Fact]
    public async Task Accounts_OneMore_CanLogInWithoutARestart()
    {
        var added = new TestAccount("added@domena.cz", "S3cret-of-Added!");
        Assert.StartsWith("535 ", await LogInAsync(added), StringComparison.Ordinal);

        Daemon.Files.WriteAccounts([.. TestAccount.All, added]);

        await Until.TrueAsync(async () => (await LogInAsync(added)).StartsWith("235 ", StringComparison.Ordinal), () => Daemon.Process.Log);
        Assert.StartsWith("235 ", await LogInAsync(TestAccount.Jan), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policy_ChangedThenBroken_HoldsAndTheLastGoodOneStays()
    {
        Assert.Equal("550 5.1.0 <x@elsewhere.example> sender rejected", await ForeignSenderAsync());

        Daemon.Files.ChangeRule("sender-domain-mismatch", "sender rejected", "sender is not yours");
        await Until.TrueAsync(
            async () => await ForeignSenderAsync() == "550 5.1.0 <x@elsewhere.example> sender is not yours", () => Daemon.Process.Log);

        Daemon.Files.ChangeRule("sender-domain-mismatch", "refuse-if:", "refuse-iff:");
        await Daemon.Process.LogHoldsAsync("refuse-iff");
        Assert.Equal("550 5.1.0 <x@elsewhere.example> sender is not yours", await ForeignSenderAsync());

        Daemon.Files.ChangeRule("sender-domain-mismatch", "refuse-iff:", "refuse-if:");
        Daemon.Files.ChangeRule("sender-domain-mismatch", "sender is not yours", "sender is foreign");
        await Until.TrueAsync(
            async () => await ForeignSenderAsync() == "550 5.1.0 <x@elsewhere.example> sender is foreign", () => Daemon.Process.Log);
    }

    [Fact]
    public async Task Limit_OfThePolicysFile_IsTheOneThatHolds()
    {
        var account = new TestAccount("limited@domena.cz", "S3cret-of-Limited!");
        int readings = CountInLog(PolicyInForce);
        Daemon.Files.ChangeRule("message-rate", "1m: 250", "1m: 3");
        await Until.TrueAsync(() => CountInLog(PolicyInForce) > readings, () => Daemon.Process.Log);
        Daemon.Files.WriteAccounts([.. TestAccount.All, account]);
        await Until.TrueAsync(async () => (await LogInAsync(account)).StartsWith("235 ", StringComparison.Ordinal), () => Daemon.Process.Log);
        await using SmtpWire wire = await Wire.LogInAsync(Daemon.Submission, account);
        for (int i = 1; i <= 3; i++)
            Assert.StartsWith("250 ", await wire.SendMessageAsync(account.Login, "limited@friend.example"), StringComparison.Ordinal);

        Assert.Equal("550 5.1.0 {id} policy violation", Wire.WithoutId(await wire.AskAsync($"MAIL FROM:<{account.Login}>")));
    }

    [Fact]
    public async Task Certificate_T7_Replaced_IsShownToNewSessionsAndABrokenOneIsNot()
    {
        await using SmtpWire old = await Wire.EncryptAsync(Daemon.Submission);
        byte[] second = Daemon.Files.WriteCertificate("second");
        Assert.NotEqual(second, old.ServerCertificate);

        await Until.TrueAsync(async () => (await ShownCertificateAsync()).AsSpan().SequenceEqual(second), () => Daemon.Process.Log);
        int complaints = CountInLog(Complaint);
        await File.WriteAllTextAsync(Daemon.Files.Certificate, "no certificate", TestContext.Current.CancellationToken);
        await Until.TrueAsync(() => CountInLog(Complaint) > complaints, () => Daemon.Process.Log);

        Assert.Equal(second, await ShownCertificateAsync());
        Assert.StartsWith("250 ", await old.AskAsync("NOOP"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Countries_DatabaseReplaced_IsTheNewOne()
    {
        Assert.Equal("250 2.1.0 OK", await SenderFromAsync(CountryDatabase.AllowedClient));

        await CountryDatabase.WriteAsync(live.Countries, "11.0.0.0/8=CN");

        // A client that looks again and again comes too fast, so each look is another's.
        int look = 0;
        await Until.TrueAsync(
            async () => (await SenderFromAsync($"11.0.{1 + (++look / 200)}.{look % 200}")).StartsWith("550 5.1.0 <jan@domena.cz> sender rejected GeoIP domena.cz:11.0.", StringComparison.Ordinal),
            () => Daemon.Process.Log);
    }

    [Fact]
    public async Task Sighup_Daemon_ReadsEverythingAnew()
    {
        int readings = CountInLog("accounts are in force");

        await Daemon.Process.SignalAsync("HUP");

        await Until.TrueAsync(() => CountInLog("accounts are in force") > readings, () => Daemon.Process.Log);
        Assert.StartsWith("235 ", await LogInAsync(TestAccount.Jan), StringComparison.Ordinal);
    }

    private int CountInLog(string text) => Daemon.Process.Log.Split(text).Length - 1;

    private async Task<string> LogInAsync(TestAccount account)
    {
        await using SmtpWire wire = await Wire.EncryptAsync(Daemon.Submission);
        return await wire.AuthenticateAsync(account.Login, account.Password);
    }

    private async Task<string> ForeignSenderAsync()
    {
        await using SmtpWire wire = await Wire.LogInAsync(Daemon.Submission, TestAccount.Jan);
        return await wire.AskAsync("MAIL FROM:<x@elsewhere.example>");
    }

    // The proxy's address is one for all tests, the client's is what counts.
    private async Task<string> SenderFromAsync(string client)
    {
        await using SmtpWire wire = await Wire.LogInAsync(Daemon.Submission, TestAccount.Jan, Loopback.Proxy, ProxyHeader.Version2(client));
        return await wire.AskAsync($"MAIL FROM:<{TestAccount.Jan.Login}>");
    }

    private async Task<byte[]> ShownCertificateAsync()
    {
        await using SmtpWire wire = await Wire.ConnectAsync(Daemon.Submissions);
        await wire.StartTlsAsync();
        return wire.ServerCertificate;
    }
}
