using System.Text;

namespace Submission.Policy.Tests;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("jan.novak@domena.cz", "jan.novak@domena.cz")]
    [InlineData("Jan.Novak@DOMENA.CZ", "jan.novak@domena.cz")]
    [InlineData("jan@doména.cz", "jan@xn--domna-dsa.cz")]
    [InlineData("\"jan\"@domena.cz", "jan@domena.cz")]
    [InlineData("\"a b\"@domena.cz", "\"a b\"@domena.cz")]
    [InlineData("\"info@\"@domena.cz", "\"info@\"@domena.cz")]
    [InlineData("\"\"@domena.cz", "\"\"@domena.cz")]
    [InlineData("a+b%c!d@domena.cz", "a+b%c!d@domena.cz")]
    [InlineData("jan@[192.0.2.1]", "jan@[192.0.2.1]")]
    [InlineData("jan@[IPv6:2001:db8::1]", "jan@[ipv6:2001:db8::1]")]
    [InlineData("d\u00e9da@domena.cz", "d\u00e9da@domena.cz")]
    [InlineData("INFO@INFO.CZ", "info@info.cz")]
    [InlineData("henry\u2163@domena.cz", "henry\u2173@domena.cz")]
    public void TryParse_I2_I5_Mailbox_GivesTheOneCanonicalForm(string text, string canonical)
    {
        Assert.True(EmailAddress.TryParse(text, out EmailAddress? address));
        Assert.Equal(canonical, address.Canonical);
    }

    [Theory]
    [InlineData("")]
    [InlineData("jan")]
    [InlineData("@domena.cz")]
    [InlineData("jan@")]
    [InlineData(".jan@domena.cz")]
    [InlineData("jan.@domena.cz")]
    [InlineData("ja..n@domena.cz")]
    [InlineData("jan@domena.cz.")]
    [InlineData("jan@domena.cz:25")]
    [InlineData("jan(x)@domena.cz")]
    [InlineData("(any@legit.cz")]
    [InlineData("any@legit.cz(a.attack.cz")]
    [InlineData("any@legit.cz'@any.attack.cz")]
    [InlineData("<jan@domena.cz>")]
    [InlineData("@a.cz,@b.cz:c@d.cz")]
    [InlineData("jan @domena.cz")]
    [InlineData("jan\t@domena.cz")]
    [InlineData("jan\0@domena.cz")]
    [InlineData("\"jan@domena.cz")]
    [InlineData("\"ja\"n\"@domena.cz")]
    [InlineData("\"jan\"x@domena.cz")]
    [InlineData("jan@[192.0.2]")]
    [InlineData("jan@[300.0.0.1]")]
    [InlineData("jan@[192.0.2.1")]
    [InlineData("jan@[IPv6:fe80::1%eth0]")]
    [InlineData("jan@domena.cz\r\nRCPT TO:<x@y.cz>")]
    [InlineData("jan\u0085@domena.cz")]
    [InlineData("jan\u2028@domena.cz")]
    public void TryParse_I5_I6_I7_NoMailbox_IsRefused(string text) => Assert.False(EmailAddress.TryParse(text, out _));

    [Theory]
    [InlineData("a@b")]
    [InlineData("a@123.example")]
    [InlineData("_name@domena.cz")]
    [InlineData("$A12345@domena.cz")]
    [InlineData("department/role=post@domena.cz")]
    [InlineData("!path!to%user@domena.cz")]
    [InlineData("{x}|y~z`w@domena.cz")]
    [InlineData("\"first\\\"last\"@domena.cz")]
    [InlineData("\"first@last\"@domena.cz")]
    [InlineData("\"first\\\\last\"@domena.cz")]
    [InlineData("\"[a]\"@domena.cz")]
    [InlineData("\" \"@domena.cz")]
    [InlineData("a@[12.34.56.78]")]
    [InlineData("a@[IPv6:::12.34.56.78]")]
    [InlineData("a@[IPv6:1111:2222:3333:4444:5555:6666:7777:8888]")]
    public void TryParse_I10_WhatRfc5321Allows_IsAMailbox(string text) => Assert.Equal(text, EmailAddress.Parse(text).ToString(), ignoreCase: true);

    [Theory]
    [InlineData("@")]
    [InlineData("a@b@domena.cz")]
    [InlineData("a\\@b@domena.cz")]
    [InlineData("\"@domena.cz")]
    [InlineData("\"a\" \"b\"@domena.cz")]
    [InlineData("a.\"b\"@domena.cz")]
    [InlineData("\"a\\\"@domena.cz")]
    [InlineData(" a@domena.cz")]
    [InlineData("a@domena.cz ")]
    [InlineData("a@ domena.cz")]
    [InlineData("a@domena,cz")]
    [InlineData("a@.domena.cz")]
    [InlineData("a@domena..cz")]
    [InlineData("a@-domena.cz")]
    [InlineData("a@domena-.cz")]
    [InlineData("a@domena.cz(comment)")]
    [InlineData("a@[12.34.56.78.90]")]
    [InlineData("a@[IPv6:1111:2222:3333:4444:5555:6666:7777]")]
    [InlineData("a@[IPv6:12345::]")]
    [InlineData("a@[12.34.56.78].cz")]
    [InlineData("a@[]")]
    [InlineData("a\u0000@domena.cz")]
    [InlineData("a\r\n b@domena.cz")]
    public void TryParse_I10_WhatRfc5321DoesNotAllow_IsRefused(string text) => Assert.False(EmailAddress.TryParse(text, out _));

    [Fact]
    public void TryParse_I5_QuotedLocalPart_IsShownByteForByte() => Assert.Equal("\"a\\\"b\"@domena.cz", EmailAddress.Parse("\"a\\\"b\"@DOMENA.cz").ToString());

    [Fact]
    public void TryParse_I5_LocalPart_HasAtMost64Octets()
    {
        Assert.True(EmailAddress.TryParse($"{new string('a', 64)}@domena.cz", out _));
        Assert.False(EmailAddress.TryParse($"{new string('a', 65)}@domena.cz", out _));
        Assert.False(EmailAddress.TryParse($"{new string('\u00e9', 33)}@domena.cz", out _));
    }

    [Fact]
    public void NullReversePath_HasNoDomainAndIsNoLiteral()
    {
        Assert.True(EmailAddress.NullReversePath.IsNull);
        Assert.False(EmailAddress.NullReversePath.IsLiteral);
        Assert.Equal("", EmailAddress.NullReversePath.ToString());
    }

    [Fact]
    public void TryParse_WhateverItAccepts_ParsesToItselfAndIsSafeToPrint() =>
        CsCheck.Check.Sample(CsCheck.Gen.String[CsCheck.Gen.Char["aA0.\"\\@ (<>[]:,-é\r\n\0"], 0, 24], text =>
        {
            if (!EmailAddress.TryParse(text, out EmailAddress? address)) return;
            string shown = address.ToString();
            Assert.Equal(address, EmailAddress.Parse(shown));
            Assert.Equal(address.Canonical, EmailAddress.Parse(address.Canonical).Canonical);
            Assert.DoesNotContain(shown, char.IsControl);
            Assert.True(Encoding.UTF8.GetByteCount(shown) <= EmailAddress.MaximumLength);
        });
}
