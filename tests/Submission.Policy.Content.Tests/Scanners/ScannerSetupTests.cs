using System.Net;
using Submission.Policy.Content.Tests.Scanners.Support;
using Submission.Policy.Lookups;

namespace Submission.Policy.Content.Tests.Scanners;

/// <summary>How scanners are set up, and what is refused.</summary>
public sealed class ScannerSetupTests
{
    private static readonly EndPoint Somewhere = new IPEndPoint(IPAddress.Loopback, 1);
    private static readonly Uri Address = new("http://127.0.0.1:1");

    [Fact]
    public async Task AddClamd_Endpoint_SetsTheVirusScanner()
    {
        PolicyPorts ports = new PolicyPorts().AddClamd("127.0.0.1:3310");

        await using ClamdScanner scanner = Assert.IsType<ClamdScanner>(ports.VirusScanner);
        Assert.Null(ports.SpamScanner);
    }

    [Fact]
    public async Task AddSpamScanner_Endpoint_SetsTheSpamScanner()
    {
        using RspamdScanner rspamd = Assert.IsType<RspamdScanner>(new PolicyPorts().AddRspamd("http://127.0.0.1:11333").SpamScanner);
        await using SpamdScanner spamd = Assert.IsType<SpamdScanner>(new PolicyPorts().AddSpamd("unix:/run/spamd.sock").SpamScanner);
    }

    [Fact]
    public void Add_WrongEndpoint_SaysHowToWriteOne()
    {
        PolicyPorts ports = new();

        ArgumentException clamd = Assert.Throws<ArgumentException>(() => ports.AddClamd("localhost"));
        ArgumentException rspamd = Assert.Throws<ArgumentException>(() => ports.AddRspamd("127.0.0.1:11333"));
        ArgumentException spamd = Assert.Throws<ArgumentException>(() => ports.AddSpamd("783\n"));

        Assert.StartsWith("'localhost' is no endpoint of clamd. Write one like 127.0.0.1:3310, [::1]:3310, host:3310, /path/of/socket", clamd.Message, StringComparison.Ordinal);
        Assert.StartsWith("'127.0.0.1:11333' is no address of rspamd. Write one like http://127.0.0.1:11333.", rspamd.Message, StringComparison.Ordinal);
        Assert.StartsWith("'783?' is no endpoint of spamd.", spamd.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ScanAsync_NoSuchSocketOrHost_IsUnavailable()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await using ClamdScanner clamd = Assert.IsType<ClamdScanner>(new PolicyPorts().AddClamd("unix:" + path).VirusScanner);
        await using SpamdScanner spamd = Assert.IsType<SpamdScanner>(new PolicyPorts().AddSpamd("no-such-host.invalid:783").SpamScanner);

        LookupResult<string> virus = await clamd.ScanAsync(Messages.Clean, CancellationToken.None);
        LookupResult<SpamScan> spam = await spamd.ScanAsync(Messages.Clean.Request(), CancellationToken.None);

        Assert.StartsWith($"clamd at {path}: cannot connect: ", virus.Reason, StringComparison.Ordinal);
        Assert.StartsWith("spamd at no-such-host.invalid:783: cannot connect: ", spam.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(WrongClamdOptions))]
    public void ClamdScanner_OptionOutOfRange_IsRefused(string name, ClamdScannerOptions options) =>
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => new ClamdScanner(Somewhere, options)).ParamName);

    [Theory]
    [MemberData(nameof(WrongRspamdOptions))]
    public void RspamdScanner_OptionOutOfRange_IsRefused(string name, RspamdScannerOptions options) =>
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => new RspamdScanner(Address, options)).ParamName);

    [Theory]
    [MemberData(nameof(WrongSpamdOptions))]
    public void SpamdScanner_OptionOutOfRange_IsRefused(string name, SpamdScannerOptions options) =>
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => new SpamdScanner(Somewhere, options)).ParamName);

    [Fact]
    public void RspamdScannerOptions_AsText_HidesThePassword()
    {
        string text = new RspamdScannerOptions { Password = "geheim" }.ToString();

        Assert.DoesNotContain("geheim", text, StringComparison.Ordinal);
        Assert.Contains("Password = hidden", text, StringComparison.Ordinal);
    }

    [Fact]
    public void RspamdScanner_PasswordOutOfRange_IsNotRepeated()
    {
        ArgumentException error = Assert.Throws<ArgumentOutOfRangeException>(() => new RspamdScanner(Address, new RspamdScannerOptions { Password = "geh\r\neim" }));

        Assert.DoesNotContain("eim", error.Message.Replace("geheim", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    public static TheoryData<string, ClamdScannerOptions> WrongClamdOptions => new()
    {
        { "ConnectTimeout", new() { ConnectTimeout = TimeSpan.FromMilliseconds(9) } },
        { "ScanTimeout", new() { ScanTimeout = TimeSpan.FromMinutes(11) } },
        { "MaximumSize", new() { MaximumSize = 0 } },
        { "MaximumSize", new() { MaximumSize = (2L << 30) + 1 } },
        { "MaximumConnections", new() { MaximumConnections = 0 } },
        { "MaximumConnections", new() { MaximumConnections = 1001 } },
        { "IdleTimeout", new() { IdleTimeout = TimeSpan.FromTicks(-1) } },
    };

    public static TheoryData<string, RspamdScannerOptions> WrongRspamdOptions => new()
    {
        { "ConnectTimeout", new() { ConnectTimeout = TimeSpan.FromSeconds(61) } },
        { "ScanTimeout", new() { ScanTimeout = TimeSpan.Zero } },
        { "MaximumSize", new() { MaximumSize = 0 } },
        { "MaximumConnections", new() { MaximumConnections = -1 } },
        { "Password", new() { Password = "" } },
        { "Password", new() { Password = "a b" } },
        { "Password", new() { Password = "a\r\nX: y" } },
        { "Password", new() { Password = new string('x', 257) } },
        { "SpamActions", new() { SpamActions = default } },
        { "SpamActions", new() { SpamActions = [] } },
        { "SpamActions", new() { SpamActions = ["reject", " "] } },
    };

    public static TheoryData<string, SpamdScannerOptions> WrongSpamdOptions => new()
    {
        { "ConnectTimeout", new() { ConnectTimeout = TimeSpan.Zero } },
        { "ScanTimeout", new() { ScanTimeout = TimeSpan.FromHours(1) } },
        { "MaximumSize", new() { MaximumSize = (256L << 20) + 1 } },
        { "MaximumConnections", new() { MaximumConnections = 0 } },
    };
}
