using System.Net;
using System.Text;

namespace E2E.Tests.Dialogs;

/// <summary>Checks 2, 5, 5a, 6 and 15: who may send, from where, and to which domains.</summary>
public sealed class RefusalTests(MailSystem system)
{
    [Theory]
    [InlineData("eva@elsewhere.example", "550 5.1.0 <eva@elsewhere.example> sender rejected")]
    [InlineData("jan@sub.domena.cz", "550 5.1.0 <jan@sub.domena.cz> sender rejected")]
    [InlineData("", "550 5.1.0 <> sender rejected")]
    [InlineData("anybody@DOMENA.EU", "250 2.1.0 OK")]
    public async Task Mail_Sender_MustBeOfTheAccountsDomain(string sender, string expected)
    {
        await using SmtpWire wire = await Wire.LogInAsync(system.Daemon.Submission, TestAccount.Jan);

        Assert.Equal(expected, Wire.WithoutId(await wire.AskAsync($"MAIL FROM:<{sender}>")));
    }

    public static TheoryData<string, string, string> SendersWithoutMail => new()
    {
        { TestAccount.OfMissing.Login, TestAccount.OfMissing.Password, "550 5.1.0 {id} invalid domain" },
        { TestAccount.OfNullMx.Login, TestAccount.OfNullMx.Password, "550 5.1.0 {id} invalid domain" },
        { TestAccount.OfBroken.Login, TestAccount.OfBroken.Password, "451 4.4.3 {id} cannot look up broken.example now, try again later" },
    };

    [Theory]
    [MemberData(nameof(SendersWithoutMail))]
    public async Task Mail_SendersDomain_MustTakeMail(string login, string password, string expected)
    {
        await using SmtpWire wire = await Wire.LogInAsync(system.Daemon.Submission, new TestAccount(login, password));

        Assert.Equal(expected, Wire.WithoutId(await wire.AskAsync($"MAIL FROM:<{login}>")));
    }

    [Theory]
    [InlineData("x@nosuch.example", "550 5.1.1 {id} invalid destination domain <x@nosuch.example>")]
    [InlineData("x@null-mx.example", "550 5.1.1 {id} invalid destination domain <x@null-mx.example>")]
    [InlineData("x@[192.0.2.1]", "550 5.1.1 {id} invalid destination domain <x@[192.0.2.1]>")]
    [InlineData("x@broken.example", "451 4.4.3 {id} cannot look up broken.example now, try again later")]
    [InlineData("x@address-only.example", "250 2.1.5 OK")]
    [InlineData("x@friend.example", "250 2.1.5 OK")]
    public async Task Recipient_Domain_MustTakeMail(string recipient, string expected)
    {
        await using SmtpWire wire = await Wire.LogInAsync(system.Daemon.Submission, TestAccount.Jan);
        await wire.AskAsync($"MAIL FROM:<{TestAccount.Jan.Login}>");

        Assert.Equal(expected, Wire.WithoutId(await wire.AskAsync($"RCPT TO:<{recipient}>")));
    }

    [Theory]
    [InlineData(1, CountryDatabase.ForeignClient, "550 5.1.0 <jan@domena.cz> sender rejected GeoIP domena.cz:12.0.0.5:CN")]
    [InlineData(2, CountryDatabase.ForeignClient, "550 5.1.0 <jan@domena.cz> sender rejected GeoIP domena.cz:12.0.0.5:CN")]
    [InlineData(1, CountryDatabase.ForeignClient6, "550 5.1.0 <jan@domena.cz> sender rejected GeoIP domena.cz:2a00:2::5:CN")]
    [InlineData(2, CountryDatabase.ForeignClient6, "550 5.1.0 <jan@domena.cz> sender rejected GeoIP domena.cz:2a00:2::5:CN")]
    [InlineData(1, CountryDatabase.AllowedClient, "250 2.1.0 OK")]
    [InlineData(2, CountryDatabase.AllowedClient, "250 2.1.0 OK")]
    public async Task Mail_Country_IsThatOfTheClientBehindTheProxy(int version, string client, string expected)
    {
        await using SmtpWire wire = await Wire.LogInAsync(system.Daemon.Submission, TestAccount.Jan, Loopback.Proxy, Header(version, client));

        Assert.Equal(expected, Wire.WithoutId(await wire.AskAsync($"MAIL FROM:<{TestAccount.Jan.Login}>")));
    }

    [Fact]
    public async Task Message_OfAClientBehindTheProxy_IsTracedToIt()
    {
        await using SmtpWire wire = await Wire.LogInAsync(system.Daemon.Submission, TestAccount.Jan, Loopback.Proxy, ProxyHeader.Version2("2a00:3::7"));

        Assert.StartsWith("250 ", await wire.SendMessageAsync(TestAccount.Jan.Login, "traced@friend.example"), StringComparison.Ordinal);
        string text = Encoding.ASCII.GetString(Assert.Single(system.Sink.To("traced@friend.example")).Data);
        Assert.StartsWith("Received: from client.example ([IPv6:2a00:3::7])\r\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Connect_B1_ListedClientBehindTheProxy_IsRefusedAndClosed(int version)
    {
        await using SmtpWire wire = await Wire.ConnectAsync(system.Daemon.Submission, Loopback.Proxy);
        await wire.SendAsync(Header(version, MailZones.ListedClient));

        Assert.Equal("554 5.7.1 {id} 11.0.0.20 is listed by Spamhaus SBL, see https://www.spamhaus.org/sbl/", Wire.WithoutId(await wire.ReadAsync()));
        Assert.Equal("EOF", await wire.ReadAsync());
    }

    [Fact]
    public async Task Connect_A12_ProxyHeaderOfAnybodyElse_IsNoHeader()
    {
        await using SmtpWire wire = await Wire.ConnectAsync(system.Daemon.Submission);
        await wire.ReadAsync();

        Assert.StartsWith("500 5.5.1 ", await wire.AskAsync("PROXY TCP4 11.0.0.5 192.0.2.1 40000 587"), StringComparison.Ordinal);
        Assert.Contains("STARTTLS", await wire.AskAsync("EHLO client.example"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_TrustedProxyWithoutHeader_IsClosedWithoutAWord()
    {
        await using SmtpWire wire = await Wire.ConnectAsync(system.Daemon.Submission, Loopback.Proxy);

        Assert.Equal("EOF", await wire.AskAsync("EHLO client.example"));
    }

    private static byte[] Header(int version, string client) => version == 1 ? ProxyHeader.Version1(client) : ProxyHeader.Version2(client);
}
