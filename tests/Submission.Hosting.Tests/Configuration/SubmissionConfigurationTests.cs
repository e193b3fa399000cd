using System.Net;
using System.Text;
using Microsoft.Extensions.Configuration;
using Submission.Hosting.Configuration;
using Submission.Policy.Specification;

namespace Submission.Hosting.Tests.Configuration;

public sealed class SubmissionConfigurationTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Read_FewestKeys_FillsInTheDefaults()
    {
        SubmissionOptions options = ReadValid(Fewest());

        Assert.Equal(
            ["127.0.0.1:2525 StartTls", "127.0.0.1:2587 StartTls", "127.0.0.1:2465 Implicit"],
            options.Listeners.Select(static listener => $"{listener.Endpoint} {listener.Tls}"));
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 2526), options.NextHop);
        Assert.Equal(Environment.ProcessorCount, options.PasswordChecks.Parallelism);
        Assert.NotNull(options.Hostname);
        Assert.False(options.AllowCleartextAuth);
        Assert.Null(options.Policy);
    }

    [Fact]
    public void Read_KeysOfTheDesignThatThisHostServes_AreTaken()
    {
        SubmissionOptions options = ReadValid(
            $$"""
            { "Submission": {
                "Hostname": "smtp.example",
                "Listeners": [ { "Endpoint": "127.0.0.1:25", "Tls": "starttls" }, { "Endpoint": "[::1]:465", "Tls": "Implicit" } ],
                "Certificate": { "Path": {{Json(_file)}}, "KeyPath": {{Json(_file)}} },
                "AllowCleartextAuth": true,
                "TrustedProxies": [ "127.0.0.1/32", "2001:db8::/32", "192.0.2.1" ],
                "Accounts": { "Provider": "yaml", "Path": {{Json(_file)}} },
                "Dns": { "Servers": [ "127.0.0.1:53" ], "TrustAuthenticatedData": true },
                "GeoIp": { "Database": {{Json(_file)}} },
                "Counters": { "Provider": "embedded", "Connection": null },
                "Delivery": { "Port": 25, "SmartHost": null },
                "NextHop": "mail.example:25",
                "Limits": { "CommandTimeout": "1m30s", "MessageSize": 1024 } } }
            """);

        Assert.Equal("smtp.example", options.Hostname);
        Assert.Equal(["127.0.0.1/32", "2001:db8::/32", "192.0.2.1/32"], options.TrustedProxies.Select(static network => network.ToString()));
        Assert.Equal(new IPEndPoint(IPAddress.IPv6Loopback, 465), options.Listeners[1].Endpoint);
        Assert.Equal(ListenerTls.Implicit, options.Listeners[1].Tls);
        Assert.Equal(new DnsEndPoint("mail.example", 25), options.NextHop);
        Assert.Equal(TimeSpan.FromSeconds(90), options.Limits.CommandTimeout);
        Assert.Equal(1024, options.Limits.MessageSize);
    }

    [Fact]
    public void Read_ManyMistakes_NamesAllOfThem()
    {
        string[] found = ReadErrors(
            $$"""
            { "Submission": {
                "Hostnam": "smtp.example",
                "Hostname": "no name",
                "Wrong": { "Deep": 1 },
                "Policy": "/nowhere/policy",
                "Listeners": [ { "Endpoint": "2587" }, { "Endpoint": "127.0.0.1:2588", "Tls": "always" }, { "Endpoint": "127.0.0.1:2588" }, { "Tls": "starttls" } ],
                "Certificate": { "Path": "/nowhere/tls.pem" },
                "AllowCleartextAuth": "yes",
                "TrustedProxies": [ "127.0.0.1/33" ],
                "Accounts": { "Provider": "sql" },
                "PasswordChecks": { "QueueLength": 0, "MaximumWait": "fast" },
                "NextHop": "127.0.0.1",
                "Limits": "none" } }
            """);

        string[] expected =
        [
            "Submission:AllowCleartextAuth: It must be true or false, and is 'yes'.",
            "Submission:Accounts:Provider: It must be yaml, and is 'sql'.",
            "Submission:Accounts:Path: It must be set: the path of a file.",
            "Submission:Certificate:Path: There is no file '/nowhere/tls.pem'.",
            "Submission:Hostnam: There is no such key. Did you mean Hostname?",
            "Submission:Hostname: It must be a domain name.",
            "Submission:Limits: It is a section and has no value of its own.",
            "Submission:Listeners:0:Endpoint: It must be an address and a port such as 127.0.0.1:2587, and is '2587'.",
            "Submission:Listeners:1:Tls: It must be starttls or implicit, and is 'always'.",
            "Submission:Listeners:2:Endpoint: Another listener has 127.0.0.1:2588 already.",
            "Submission:Listeners:3:Endpoint: It must be set: an address and a port such as 127.0.0.1:2587.",
            "Submission:NextHop: It must be an address or a name, and a port, and is '127.0.0.1'.",
            "Submission:PasswordChecks:MaximumWait: It must be a span of time such as 30s, 5m or 1h30m, and is 'fast'.",
            "Submission:PasswordChecks:QueueLength: It must be 1 to 100000, and is '0'.",
            "Submission:Policy: There is no folder and no file '/nowhere/policy'.",
            "Submission:TrustedProxies:0: It must be a network such as 10.0.0.0/8, and is '127.0.0.1/33'.",
            "Submission:Wrong: There is no such key. Known here: Hostname, Policy,",
        ];
        Assert.Equal(
            expected.Order(StringComparer.Ordinal),
            found.Select(static error => error.Split("Hostname, Policy,")[0] + (error.Contains("Hostname, Policy", StringComparison.Ordinal) ? "Hostname, Policy," : "")).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Queue:Provider", "postgres", "the gateway")]
    [InlineData("Queue:Connection", "x", "the gateway")]
    [InlineData("Delivery:Port", "26", "the gateway")]
    [InlineData("Delivery:SmartHost", "mail:25", "the gateway")]
    [InlineData("Console:Endpoint", "127.0.0.1:8080", "the gateway")]
    [InlineData("Milter:SocketMode", "0600", "the milter")]
    [InlineData("PostfixPolicy:SocketMode", "0600", "the Postfix policy service")]
    public void Read_KeyThatAnotherHostServes_IsRefusedByName(string key, string value, string servedBy)
    {
        string error = Assert.Single(ReadErrors(Fewest(), ($"Submission:{key}", value)));

        Assert.Contains($"Submission:{key}", error, StringComparison.Ordinal);
        Assert.Contains(servedBy, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TrustedRelays:0", "not a name", "Submission:TrustedRelays:0: It must be the name of a host")]
    [InlineData("WithoutRules:0", "No Rule", "Submission:WithoutRules:0: It must be the id of a rule")]
    [InlineData("PostfixQueue:Command", " ", "Submission:PostfixQueue:Command: It must be a program")]
    [InlineData("PostfixQueue:Interval", "0s", "Submission:PostfixQueue:Interval: It must be 1s to 1h")]
    [InlineData("Scanners:Timeout", "0s", "Submission:Scanners:Timeout: It must be 1s to 10m")]
    [InlineData("Counters:Provider", "redis", "Submission:Counters:Connection: It must be set for redis")]
    [InlineData("Counters:Connection", "127.0.0.1:6379", "Submission:Counters:Connection: It is for redis only")]
    [InlineData("Decisions:Keep", "-1", "Submission:Decisions:Keep: It must be a whole number")]
    public void Read_KeyOfTheMessageChecks_IsRefusedWhereItIsWrong(string key, string value, string expected) =>
        Assert.StartsWith(expected, Assert.Single(ReadErrors(Fewest(), ($"Submission:{key}", value))), StringComparison.Ordinal);

    [Fact]
    public void Read_TwoSpamScanners_AreOneTooMany() => Assert.Equal(
        "Submission:Scanners:Spamd: Scanners:Rspamd is set too, and one of them judges: leave one out.",
        Assert.Single(ReadErrors(Fewest(), ("Submission:Scanners:Rspamd", "http://127.0.0.1:11333"), ("Submission:Scanners:Spamd", "127.0.0.1:783"))));

    [Fact]
    public void Read_KeyThatMustBeSet_IsNamed()
    {
        string[] errors = ReadErrors("{}");

        Assert.Contains("Submission:NextHop: It must be set: an address or a name, and a port.", errors);
        Assert.Contains("Submission:Certificate:Path: It must be set: the path of a file.", errors);
        Assert.Contains("Submission:Accounts:Path: It must be set: the path of a file.", errors);
    }

    [Fact]
    public void Read_CleartextAuthOnly_NeedsNoCertificate()
    {
        SubmissionOptions options = ReadValid(
            Fewest(withCertificate: false),
            ("Submission:AllowCleartextAuth", "true"),
            ("Submission:Listeners:0:Endpoint", "127.0.0.1:2525"));

        Assert.True(options.AllowCleartextAuth);
    }

    [Fact]
    public void Read_LaterSource_OverridesTheFile() =>
        Assert.Equal("other.example", ReadValid(Fewest(), ("submission:hostname", "other.example")).Hostname);

    [Theory]
    [InlineData("127.1:25")]
    [InlineData("::1:25")]
    [InlineData("[::1]")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("[127.0.0.1]:25")]
    [InlineData(":25")]
    [InlineData("localhost:25")]
    public void Read_ListenerThatIsNoAddressAndPort_IsRefused(string text) =>
        Assert.Contains("Submission:Listeners:0:Endpoint", Assert.Single(ReadErrors(Fewest(), ("Submission:Listeners:0:Endpoint", text))), StringComparison.Ordinal);

    [Fact]
    public void TryRead_EveryFormattedValue_IsReadBack()
    {
        foreach (object value in (object[])[true, 17, 1L << 40, TimeSpan.FromSeconds(90), TimeSpan.Zero, new IPEndPoint(IPAddress.IPv6Loopback, 25), IPNetwork.Parse("10.0.0.0/8"), ListenerTls.Implicit])
        {
            Assert.True(OptionValue.TryRead(value.GetType(), OptionValue.Format(value), out object? read));
            Assert.Equal(value, read);
        }

        Assert.Equal("1m30s", DurationText.Format(TimeSpan.FromSeconds(90)));
    }

    private static string[] ReadErrors(string json, params (string Key, string Value)[] more) =>
        [.. Read(json, more).Errors.Select(static error => error.ToString())];

    private static SubmissionOptions ReadValid(string json, params (string Key, string Value)[] more)
    {
        SubmissionConfiguration configuration = Read(json, more);
        Assert.Empty(configuration.Errors);
        return configuration.Options;
    }

    [Theory]
    [InlineData("NextHop", "127.0.0.1:25", "the SMTP server")]
    [InlineData("Listeners:0:Endpoint", "127.0.0.1:25", "the SMTP server or the gateway")]
    [InlineData("Scanners:Clamd", "127.0.0.1:3310", "the SMTP server, the milter, the gRPC service or the gateway")]
    public void Read_KeyThatThePolicyServiceDoesNotServe_IsRefusedByName(string key, string value, string servedBy)
    {
        string error = Assert.Single(Read("{}", [($"Submission:{key}", value)], SubmissionHosts.PostfixPolicy).Errors).ToString();

        Assert.Equal($"Submission:{key.Split(':')[0]}", error[..$"Submission:{key.Split(':')[0]}".Length]);
        Assert.Contains($"that takes {servedBy}.", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NothingForAHostBehindAMailServer_IsEnough()
    {
        SubmissionConfiguration read = Read("{}", [], SubmissionHosts.Milter);

        Assert.Empty(read.Errors);
        Assert.Equal("127.0.0.1:8890", Assert.Single(read.Options.Milter.Endpoints).ToString());
    }

    [Theory]
    [InlineData("unix:/run/a.sock", null)]
    [InlineData("[::1]:10040", null)]
    [InlineData("unix:a.sock", "It must be an address and a port such as")]
    [InlineData("10040", "It must be an address and a port such as")]
    public void Read_Endpoint_IsAnAddressOrAUnixSocket(string value, string? error)
    {
        SubmissionConfiguration read = Read("{}", [("Submission:PostfixPolicy:Endpoints:0", value)], SubmissionHosts.PostfixPolicy);

        if (error is not null) Assert.Contains(error, Assert.Single(read.Errors).Message, StringComparison.Ordinal);
        else Assert.Equal(value, Assert.Single(read.Options.PostfixPolicy.Endpoints).ToString());
    }

    [Theory]
    [InlineData("0660", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite)]
    [InlineData("600", UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    [InlineData("0888", null)]
    [InlineData("rw", null)]
    public void Read_SocketMode_IsOctal(string value, UnixFileMode? expected)
    {
        SubmissionConfiguration read = Read("{}", [("Submission:Milter:SocketMode", value)], SubmissionHosts.Milter);

        if (expected is { } mode) Assert.Equal(mode, read.Options.Milter.SocketMode);
        else Assert.Contains("permissions such as 0660", Assert.Single(read.Errors).Message, StringComparison.Ordinal);
    }

    private static SubmissionConfiguration Read(string json, (string Key, string Value)[] more, SubmissionHosts host = SubmissionHosts.SmtpServer) => SubmissionConfiguration.Read(
        new ConfigurationBuilder()
            .AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json)))
            .AddInMemoryCollection(more.Select(static pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)))
            .Build(),
        host);

    private static string Json(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    private string Fewest(bool withCertificate = true) =>
        $$"""
        { "Submission": { "NextHop": "127.0.0.1:2526", "Accounts": { "Path": {{Json(_file)}} }
            {{(withCertificate ? $$""", "Certificate": { "Path": {{Json(_file)}} }""" : "")}} } }
        """;
}
