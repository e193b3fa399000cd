using System.Text;
using Submission.Policy.Content.Headers;

namespace Submission.Policy.Content.Tests.Headers;

public sealed class ReceivedReaderTests
{
    [Theory]
    [InlineData("from pc.domena.cz ([192.0.2.7]) by mx.domena.cz with ESMTPSA id 123; Tue, 24 Nov 2026 09:15:02 +0100", "mx.domena.cz", "ESMTPSA")]
    [InlineData("from pc\r\n\tby MX.Domena.CZ.\r\n\t(Postfix)\r\n with esmtp\r\n id 1", "mx.domena.cz", "ESMTP")]
    [InlineData("FROM pc BY mx.domena.cz WITH HTTP; date", "mx.domena.cz", "HTTP")]
    [InlineData("by 10.1.2.3 with SMTP id abc; Tue, 24 Nov 2026 09:15:02 +0100 (CET)", "10.1.2.3", "SMTP")]
    [InlineData("by mx.domena.cz (Postfix, from userid 33) id 1", "mx.domena.cz", "")]
    [InlineData("from A.b (1.2.3.4) by C.d (5.6.7.8) with Microsoft SMTP Server (version=TLS1_2, cipher=TLS) id 15.20; date", "c.d", "MICROSOFT SMTP SERVER")]
    [InlineData("from a by b with Microsoft SMTP Server (TLS) via Mailbox Transport; d", "b", "MICROSOFT SMTP SERVER")]
    [InlineData("with ESMTP id 3 by mx.domena.cz from pc; date", "mx.domena.cz", "ESMTP")]
    [InlineData("from a (b (c (with HTTP by evil) ) ) by mx with SMTP", "mx", "SMTP")]
    [InlineData("from a (\\) with HTTP) by mx with SMTP", "mx", "SMTP")]
    [InlineData("from \"by evil with HTTP\" by mx with SMTP", "mx", "SMTP")]
    [InlineData("from a by \"mx\" with \"ESMTP\"", "mx", "ESMTP")]
    [InlineData("from a by mx(comment)with SMTP", "mx", "SMTP")]
    [InlineData("from a by(comment)mx with(comment)SMTP", "mx", "SMTP")]
    [InlineData("from with by mx with SMTP", "mx", "SMTP")]
    [InlineData("(qmail 123 invoked by uid 89); 24 Nov 2026 08:15:02 -0000", "", "")]
    [InlineData("(qmail 123 invoked from network); 24 Nov 2026 08:15:02 -0000", "", "")]
    [InlineData("from unknown (HELO pc) (a@b@192.0.2.1) by mx with ESMTPA; date", "mx", "ESMTPA")]
    [InlineData("from a by mx for <x@y> with LMTP; date", "mx", "LMTP")]
    [InlineData("from a by mx via TCP with SMTP; date", "mx", "SMTP")]
    [InlineData("from [192.0.2.1] by [IPv6:2001:db8::1] with ESMTP", "[ipv6:2001:db8::1]", "ESMTP")]
    [InlineData("from a (unclosed by mx with SMTP", "mx", "SMTP")]
    [InlineData("from a\" by mx with SMTP", "mx", "SMTP")]
    [InlineData("; by mx with SMTP", "mx", "SMTP")]
    [InlineData("by mx with", "mx", "")]
    [InlineData("by", "", "")]
    [InlineData("", "", "")]
    [InlineData(";;;", "", "")]
    public void Read_Value_IsHop(string value, string by, string with)
    {
        Assert.Equal(new ReceivedHop(by, with), Read(value));
    }

    [Fact]
    public void Read_LongWords_AreBounded()
    {
        ReceivedHop hop = Read($"by {new string('a', 100_000)} with {string.Concat(Enumerable.Repeat("x ", 100_000))}");

        Assert.InRange(hop.By.Length, 1, 255);
        Assert.InRange(hop.With.Length, 1, 255);
    }

    private static ReceivedHop Read(string value) => ReceivedReader.Read(Encoding.Latin1.GetBytes(value));
}
