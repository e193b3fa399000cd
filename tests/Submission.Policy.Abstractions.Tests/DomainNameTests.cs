namespace Submission.Policy.Tests;

public sealed class DomainNameTests
{
    // A combining acute accent behind an e: the NFD form of the letter.
    private const string Decomposed = "dome\u0301na.cz";

    [Theory]
    [InlineData("domena.cz", "domena.cz")]
    [InlineData("DOMENA.CZ", "domena.cz")]
    [InlineData("doména.cz", "xn--domna-dsa.cz")]
    [InlineData("DOMÉNA.cz", "xn--domna-dsa.cz")]
    [InlineData(Decomposed, "xn--domna-dsa.cz")]
    [InlineData("XN--DOMNA-DSA.cz", "xn--domna-dsa.cz")]
    [InlineData("straß6.de", "xn--stra6-oqa.de")]
    [InlineData("a\u3002cz", "a.cz")]
    [InlineData("a\uff0ecz", "a.cz")]
    [InlineData("\u212a.cz", "k.cz")]
    [InlineData("INFO.CZ", "info.cz")]
    [InlineData("\u0131nfo.cz", "xn--nfo-iua.cz")]
    [InlineData("1and1.com", "1and1.com")]
    [InlineData("localhost", "localhost")]
    public void TryParse_I1_I2_I4_DomainName_GivesTheOneCanonicalForm(string text, string canonical)
    {
        Assert.True(DomainName.TryParse(text, out DomainName? domain));
        Assert.Equal(canonical, domain.Value);
        Assert.Equal(DomainName.Parse(canonical), domain);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("domena.cz.")]
    [InlineData("-a.cz")]
    [InlineData("a-.cz")]
    [InlineData("a_b.cz")]
    [InlineData("a b.cz")]
    [InlineData("domena.cz:25")]
    [InlineData("[192.0.2.1]")]
    [InlineData("xn---")]
    [InlineData("xn--.cz")]
    [InlineData("xn--xyz-\u00f1.cz")]
    [InlineData("xn--a.cz")]
    [InlineData("xn--domna-DSA\u00e9.cz")]
    [InlineData("ab--cd.cz")]
    [InlineData("a\u200db.cz")]
    [InlineData("a\0b.cz")]
    [InlineData("\ud800.cz")]
    public void TryParse_I3_I4_I6_NoDomainName_IsRefused(string? text) => Assert.False(DomainName.TryParse(text, out _));

    [Fact]
    public void TryParse_I3_Lengths_AreThoseOfTheRfc()
    {
        string label = new('a', 63);
        Assert.True(DomainName.TryParse($"{label}.cz", out _));
        Assert.False(DomainName.TryParse($"{label}a.cz", out _));
        string longest = string.Join('.', label, label, label, new string('a', 61));
        Assert.Equal(253, longest.Length);
        Assert.True(DomainName.TryParse(longest, out _));
        Assert.False(DomainName.TryParse(longest + "a", out _));
    }

    [Fact]
    public void TryParse_WhateverItAccepts_ParsesToItself() =>
        CsCheck.Check.Sample(CsCheck.Gen.String[CsCheck.Gen.Char["abzAZ09-._é\u0131\u0130ßx\u3002\u200d\u0301"], 0, 30], text =>
        {
            if (!DomainName.TryParse(text, out DomainName? domain)) return;
            Assert.Equal(domain, DomainName.Parse(domain.Value));
            Assert.Equal(domain, DomainName.Parse(domain.Unicode));
            Assert.True(domain.Value.Length <= DomainName.MaximumLength);
        });
}
