using System.Globalization;
using System.Net;
using System.Text;
using Submission.Hosting.Sessions;
using Submission.Policy;

namespace Submission.Hosting.Tests.Sessions;

public sealed class ReceivedFieldTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 3, 4, 5, TimeSpan.FromHours(2));

    [Theory]
    [InlineData("client.example", "client.example")]
    [InlineData("CLIENT.Example", "client.example")]
    [InlineData("[192.0.2.1]", "[192.0.2.1]")]
    [InlineData("[IPv6:2001:db8::1]", "[ipv6:2001:db8::1]")]
    [InlineData("háčky.example", "xn--hky-ela0o.example")]
    [InlineData("", "[127.0.0.1]")]
    [InlineData("a_b", "[127.0.0.1]")]
    [InlineData("evil(comment", "[127.0.0.1]")]
    [InlineData("a;b", "[127.0.0.1]")]
    public void Write_AnyHelo_ShowsItOnlyWhereTheGrammarAllows(string helo, string expected) =>
        Assert.StartsWith($"Received: from {(helo == "háčky.example" ? DomainName.Parse(helo).Value : expected)} ([127.0.0.1])\r\n", Write(helo, IPAddress.Loopback), StringComparison.Ordinal);

    [Fact]
    public void Write_Ipv6_IsATaggedLiteral() => Assert.Contains("([IPv6:2001:db8::1])", Write("x.example", IPAddress.Parse("2001:db8::1")), StringComparison.Ordinal);

    [Theory]
    [InlineData("cs-CZ")]
    [InlineData("ar-SA")]
    [InlineData("th-TH")]
    public void Write_AnyCulture_GivesTheSameDateInUtc(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            Assert.EndsWith(";\r\n\tMon, 5 Jan 2026 01:04:05 +0000\r\n", Write("x.example", IPAddress.Loopback), StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(false, false, true, true, "SMTP")]
    [InlineData(true, false, false, false, "ESMTP")]
    [InlineData(true, false, true, false, "ESMTPS")]
    [InlineData(true, false, false, true, "ESMTPA")]
    [InlineData(true, false, true, true, "ESMTPSA")]
    [InlineData(true, true, false, false, "UTF8SMTP")]
    [InlineData(true, true, true, true, "UTF8SMTPSA")]
    public void Protocol_Session_IsTheRegisteredName(bool isExtended, bool isUtf8, bool isTls, bool isAuthenticated, string expected) =>
        Assert.Equal(expected, ReceivedField.Protocol(isExtended, isUtf8, isTls, isAuthenticated));

    private static string Write(string helo, IPAddress client) =>
        Encoding.ASCII.GetString(ReceivedField.Write(helo, client, "smtp.example", "ESMTPSA", TransactionId.Create(Now), Now));
}
