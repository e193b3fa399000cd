using System.Net;
using Microsoft.Extensions.Configuration;
using Submission.Hosting.Configuration;

namespace Submission.Hosting.Tests.Configuration;

/// <summary>The keys of the gateway.</summary>
public sealed class GatewayConfigurationTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Read_FewestKeys_AreThoseOfAnSqliteQueueWithoutAConsole()
    {
        SubmissionConfiguration read = Read();

        Assert.Empty(read.Errors);
        Assert.Equal((QueueProvider.Sqlite, 25, null), (read.Options.Queue.Provider, read.Options.Delivery.Port, read.Options.Console.Endpoint));
    }

    [Fact]
    public void Read_AllKeys_AreTaken()
    {
        SubmissionConfiguration read = Read(
            ("Queue:Provider", "postgres"), ("Queue:Connection", "Host=db.example"), ("Queue:Lease", "20m"), ("DataDirectory", null),
            ("Delivery:SmartHost", "relay.example:587"), ("Delivery:SmartHostLogin", "gateway"), ("Delivery:SmartHostPasswordFile", _file), ("Delivery:SmartHostTls", "required"),
            ("Delivery:Policy", _file), ("Delivery:FirstRetry", "1m"), ("Delivery:LongestRetry", "2h"), ("Delivery:MaximumAge", "3d"), ("Delivery:DelayWarning", "0"),
            ("Notices:Sender", "postmaster@example.com"), ("Notices:Language", "cs"), ("Notices:MaximumReturnedSize", "1000"), ("Notices:Wait", "1s"),
            ("Console:Endpoint", "192.0.2.1:9925"), ("Console:AllowRemote", "true"), ("Limits:Hops", "30"));

        Assert.Empty(read.Errors);
        Assert.Equal(new DnsEndPoint("relay.example", 587), read.Options.Delivery.SmartHost);
        Assert.Equal((DeliveryTls.Required, TimeSpan.FromDays(3), TimeSpan.Zero), (read.Options.Delivery.SmartHostTls, read.Options.Delivery.MaximumAge, read.Options.Delivery.DelayWarning));
        Assert.Equal((NoticeText.Cs, 30), (read.Options.Notices.Language, read.Options.Limits.Hops));
    }

    [Theory]
    [InlineData("DataDirectory", null, "Submission:DataDirectory: It must be set")]
    [InlineData("Queue:Connection", "Host=db.example", "Submission:Queue:Connection: It is for postgres only")]
    [InlineData("Queue:Provider", "postgres", "Submission:Queue:Connection: It must be set for postgres")]
    [InlineData("Queue:Provider", "mysql", "Submission:Queue:Provider: It must be sqlite or postgres")]
    [InlineData("Queue:Lease", "5m", "Submission:Queue:Lease: It must be 11m to 6h")]
    [InlineData("Delivery:SmartHostLogin", "gateway", "Submission:Delivery:SmartHost")]
    [InlineData("Delivery:LongestRetry", "1m", "Submission:Delivery:LongestRetry: It must not be shorter")]
    [InlineData("Delivery:DelayWarning", "6d", "Submission:Delivery:DelayWarning: It must not be longer")]
    [InlineData("Delivery:Policy", "/nowhere/delivery.yaml", "Submission:Delivery:Policy: There is no file")]
    [InlineData("Delivery:MtaSts:Patience", "2m", "Submission:Delivery:MtaSts:Patience: It must be")]
    [InlineData("Delivery:TlsReports:Contact", "nobody", "Submission:Delivery:TlsReports:Contact: It must be a mail address")]
    [InlineData("Delivery:TlsReports:Organization", "Example", "Submission:Delivery:TlsReports:Organization: No reports are sent without")]
    [InlineData("Notices:Sender", "nobody", "Submission:Notices:Sender: It must be a mail address")]
    [InlineData("Notices:Sender", "", "Submission:Notices:Sender: It must be")]
    [InlineData("Advice:Include", "spf", "Submission:Advice:Include: 'spf' is no name of several labels")]
    [InlineData("Advice:Exchangers:0", "mx", "Submission:Advice:Exchangers: 'mx' is no host name such as")]
    [InlineData("Advice:Selectors:0", "s 1", "Submission:Advice:Selectors: 's 1' is no selector")]
    [InlineData("Advice:Reports", "nobody", "Submission:Advice:Reports: It must be a mail address")]
    [InlineData("Console:Endpoint", "0.0.0.0:9925", "Submission:Console:Endpoint: It must be a loopback address")]
    [InlineData("Console:Endpoint", "127.0.0.1:2587", "Submission:Console:Endpoint: A listener has 127.0.0.1:2587 already")]
    [InlineData("NextHop", "127.0.0.1:25", "Submission:NextHop: This host cannot serve it: that takes the SMTP server")]
    [InlineData("HandOver:MaximumConnections", "7", "Submission:HandOver:MaximumConnections: This host cannot serve it")]
    public void Read_WrongValue_SaysWhatMendsIt(string key, string? value, string expected)
    {
        SubmissionConfiguration read = Read((key, value), ("Listeners:0:Endpoint", "127.0.0.1:2587"));

        Assert.Contains(read.Errors, error => error.ToString().StartsWith(expected, StringComparison.Ordinal));
    }

    private SubmissionConfiguration Read(params (string Key, string? Value)[] more)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Submission:DataDirectory"] = Path.GetTempPath(),
            ["Submission:Accounts:Path"] = _file,
            ["Submission:Certificate:Path"] = _file,
        };
        foreach ((string key, string? value) in more) settings[$"Submission:{key}"] = value;
        return SubmissionConfiguration.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), SubmissionHosts.Gateway);
    }
}
