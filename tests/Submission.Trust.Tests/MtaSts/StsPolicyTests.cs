using System.Text;
using CsCheck;
using Submission.Trust.MtaSts;

namespace Submission.Trust.Tests.MtaSts;

/// <summary>Rows S3 and S4: texts of policies, and which hosts they allow.</summary>
public sealed class StsPolicyTests
{
    private const string Good = "version: STSv1\nmode: enforce\nmx: mail.example.com\nmx: *.example.net\nmx: backupmx.example.com\nmax_age: 604800\n";

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void TryParse_ExampleOfTheRfc_IsRead(string lineEnd)
    {
        Assert.True(StsPolicy.TryParse(Encoding.ASCII.GetBytes(Good.Replace("\n", lineEnd, StringComparison.Ordinal)), out StsPolicy? policy, out _));
        Assert.Equal(StsMode.Enforce, policy.Mode);
        Assert.Equal(TimeSpan.FromDays(7), policy.MaximumAge);
        Assert.Equal(["mail.example.com", "*.example.net", "backupmx.example.com"], policy.MxPatterns);
        Assert.Equal(["version: STSv1", "mode: enforce", "mx: mail.example.com", "mx: *.example.net", "mx: backupmx.example.com", "max_age: 604800"], policy.Lines);
    }

    [Theory]
    [InlineData("mode: enforce\nmx: a.example\nmax_age: 1", "version")]
    [InlineData("version: STSv1\nmx: a.example\nmax_age: 1", "mode")]
    [InlineData("version: STSv1\nmode: enforce\nmx: a.example", "max_age")]
    [InlineData("version: STSv1\nmode: enforce\nmax_age: 1", "mx")]
    [InlineData("version: STSv1\nmode: testing\nmax_age: 1", "mx")]
    [InlineData("version: STSv2\nmode: enforce\nmx: a.example\nmax_age: 1", "version")]
    [InlineData("version: STSv1\nmode: Enforce\nmx: a.example\nmax_age: 1", "mode")]
    [InlineData("version: STSv1\nmode: enforce\nmx: a.example\nmax_age: -1", "max_age")]
    [InlineData("version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 1e3", "max_age")]
    [InlineData("version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 12345678901", "max_age")]
    [InlineData("version: STSv1\nmode: enforce\nmx: *.*.example\nmax_age: 1", "mx")]
    [InlineData("version: STSv1\nmode: enforce\nmx: **.example\nmax_age: 1", "mx")]
    [InlineData("version: STSv1\nmode: enforce\nmx: a.*.example\nmax_age: 1", "mx")]
    [InlineData("version: STSv1\nmode: enforce\nmx: *\nmax_age: 1", "mx")]
    [InlineData("version: STSv1\nmode: enforce\nmx: 192.0.2.1\nmax_age: 1", "mx")]
    [InlineData("version: STSv1\nmode: enforce\nmx: [192.0.2.1]\nmax_age: 1", "mx")]
    [InlineData("version: STSv1\nmode: enforce\nmx: pošta.example\nmax_age: 1", "mx")]
    [InlineData("version: STSv1\nmode: enforce\nmx: a.example b.example\nmax_age: 1", "mx")]
    [InlineData("version: STSv1\nmode: enforce\nmx:\nmax_age: 1", "mx")]
    [InlineData("<html>not found</html>", "no field")]
    [InlineData("version: STSv1\rmode: enforce\rmx: a.example\rmax_age: 1", "no field")]
    [InlineData("", "version")]
    public void TryParse_BadPolicy_TellsWhy(string text, string word)
    {
        Assert.False(StsPolicy.TryParse(Encoding.UTF8.GetBytes(text), out _, out string? problem));
        Assert.Contains(word, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_UnknownAndRepeatedFields_FirstCounts()
    {
        Assert.True(StsPolicy.TryParse("version: STSv1\nfuture: x\nmode: testing\nmode: enforce\nmax_age:10  \nmax_age: 99\nmx: A.Example\n\n"u8, out StsPolicy? policy, out _));
        Assert.Equal((StsMode.Testing, TimeSpan.FromSeconds(10), "a.example"), (policy.Mode, policy.MaximumAge, Assert.Single(policy.MxPatterns)));
    }

    [Fact]
    public void TryParse_ModeNone_NeedsNoMx() => Assert.True(StsPolicy.TryParse("version: STSv1\nmode: none\nmax_age: 86400"u8, out StsPolicy? policy, out _) && policy.Mode == StsMode.None);

    [Fact]
    public void TryParse_AgeBeyondTheBound_IsCut()
    {
        Assert.True(StsPolicy.TryParse("version: STSv1\nmode: none\nmax_age: 9999999999"u8, out StsPolicy? policy, out _));
        Assert.Equal(StsPolicy.LongestAge, policy.MaximumAge);
    }

    [Fact]
    public void TryParse_TooLong_IsRefused() => Assert.False(StsPolicy.TryParse(Encoding.ASCII.GetBytes(Good + new string('\n', StsPolicy.MaximumLength)), out _, out _));

    [Theory]
    [InlineData("mail.example.com", true)]
    [InlineData("MAIL.Example.COM", true)]
    [InlineData("mail.example.com.", true)]
    [InlineData("a.example.net", true)]
    [InlineData("example.net", false)]
    [InlineData("a.b.example.net", false)]
    [InlineData(".example.net", false)]
    [InlineData("aexample.net", false)]
    [InlineData("mail.example.com.evil.example", false)]
    [InlineData("", false)]
    public void Allows_Host_AsThePatternsSay(string host, bool isAllowed)
    {
        Assert.True(StsPolicy.TryParse(Encoding.ASCII.GetBytes(Good), out StsPolicy? policy, out _));
        Assert.Equal(isAllowed, policy.Allows(host));
    }

    [Fact]
    public void TryParse_AnyOctets_NeverThrowsAndKeepsItsBounds() => Gen.Select(Gen.Byte.Array[0, 300], Gen.String[Gen.Char["vermodxag_:*.\n\r 019STv"], 0, 300]).Sample((octets, text) =>
    {
        bool one = StsPolicy.TryParse(octets, out _, out string? problem);
        bool two = StsPolicy.TryParse(Encoding.ASCII.GetBytes("version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 5\n" + text), out StsPolicy? policy, out string? other);
        return one != problem is not null && two == other is null && (!two || policy!.MxPatterns.All(static pattern => pattern.Length <= 255 && !pattern.Any(char.IsAsciiLetterUpper)));
    });
}
