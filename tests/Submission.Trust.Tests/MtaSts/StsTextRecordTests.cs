using CsCheck;
using Submission.Trust.MtaSts;

namespace Submission.Trust.Tests.MtaSts;

/// <summary>Row S1: records of MTA-STS.</summary>
public sealed class StsTextRecordTests
{
    [Theory]
    [InlineData("v=STSv1; id=20160831085700Z;", "20160831085700Z")]
    [InlineData("v=STSv1;id=1", "1")]
    [InlineData("v=STSv1 ; id=A1 ; ext=x.y ;", "A1")]
    [InlineData("v=STSv1; ext=a; id=2; id=3", "2")]
    [InlineData("v=STSv1; id=12345678901234567890123456789012", "12345678901234567890123456789012")]
    public void TryFind_GoodRecord_GivesItsId(string text, string id) => Assert.True(StsTextRecord.TryFind(["v=spf1 -all", text, "other"], out StsTextRecord? record) && record.Id == id);

    [Theory]
    [InlineData("v=STSv10; id=1")]
    [InlineData("v=stsv1; id=1")]
    [InlineData("v=STSv1")]
    [InlineData("v=STSv1;")]
    [InlineData("v=STSv1; id=")]
    [InlineData("v=STSv1; id=a-b")]
    [InlineData("v=STSv1; id=123456789012345678901234567890123")]
    [InlineData("v=STSv1; ID=1")]
    [InlineData("v=STSv1; =1; id=1")]
    [InlineData("v=STSv1;; id=1")]
    [InlineData("id=1; v=STSv1")]
    [InlineData(" v=STSv1; id=1")]
    [InlineData("v=STSv1; id=ü")]
    [InlineData("")]
    public void TryFind_BadRecord_IsNone(string text) => Assert.False(StsTextRecord.TryFind([text], out _));

    [Fact]
    public void TryFind_TwoRecords_IsNone() => Assert.False(StsTextRecord.TryFind(["v=STSv1; id=1", "v=STSv1; id=1"], out _));

    [Fact]
    public void TryFind_AnyText_NeverThrows() => Gen.String.Array[0, 4].Sample(texts =>
    {
        _ = StsTextRecord.TryFind([.. texts], out _);
        return !StsTextRecord.TryFind(["v=STSv1;" + string.Concat(texts)], out StsTextRecord? found) || found.Id.Length is > 0 and <= 32;
    });
}
