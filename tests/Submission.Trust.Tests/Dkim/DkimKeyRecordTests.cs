using Submission.Trust.Dkim;

namespace Submission.Trust.Tests.Dkim;

public sealed class DkimKeyRecordTests
{
    private const string Ed25519 = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

    [Fact]
    public void Record_OfAKey_IsReadAgain_AndMatchesItAlone()
    {
        using RsaDkimKey key = RsaDkimKey.Create();
        using RsaDkimKey other = RsaDkimKey.Create();
        string text = DkimKeyRecord.Of(key).ToString();
        Assert.StartsWith("v=DKIM1; k=rsa; p=MIIB", text, StringComparison.Ordinal);
        Assert.True(DkimKeyRecord.TryParse(text, out DkimKeyRecord? record, out _));
        Assert.True(record.Matches(key));
        Assert.False(record.Matches(other));
    }

    [Fact]
    public void ZoneText_OfALongRecord_IsSplitInto255Octets()
    {
        using RsaDkimKey key = RsaDkimKey.Create();
        var record = DkimKeyRecord.Of(key);
        IReadOnlyList<string> pieces = DkimKeyRecord.Split(record.ToString());
        Assert.Equal([255, record.ToString().Length - 255], pieces.Select(static piece => piece.Length));
        Assert.Equal(record.ToString(), string.Concat(pieces));
        Assert.Equal($"\"{pieces[0]}\" \"{pieces[1]}\"", record.ToZoneText());
    }

    [Theory]
    [InlineData($"v=DKIM1; k=ed25519; p={Ed25519}")]
    [InlineData($"k=ed25519;p={Ed25519};")]
    [InlineData($" v = DKIM1 ; k = Ed25519 ; s=email ; h=sha1:sha256 ; n=a note ; p = 11qYAYKxCrfVS/7TyWQHOg7h cvPapiMlrwIaaPcHURo= ")]
    public void TryParse_WaysToWriteIt_AreRead(string text)
    {
        Assert.True(DkimKeyRecord.TryParse(text, out DkimKeyRecord? record, out string? problem), problem);
        Assert.Equal(Ed25519, Convert.ToBase64String(record.PublicKey.Span));
        Assert.Equal(DkimAlgorithm.Ed25519Sha256, record.Algorithm);
    }

    [Fact]
    public void TryParse_FlagsAndRevocation_AreRead()
    {
        Assert.True(DkimKeyRecord.TryParse("v=DKIM1; t=y:s; p=", out DkimKeyRecord? record, out _));
        Assert.True(record is { IsRevoked: true, IsTesting: true, IsStrict: true, Algorithm: DkimAlgorithm.RsaSha256 });
    }

    [Theory]
    [InlineData("", "There is no p=.")]
    [InlineData("v=spf1 -all", "v= is not DKIM1, or does not come first.")]
    [InlineData($"k=ed25519; v=DKIM1; p={Ed25519}", "v= is not DKIM1, or does not come first.")]
    [InlineData("v=DKIM1; p=!!!", "p= is not in base64.")]
    [InlineData("v=DKIM1; p=AAAA", "p= holds no RSA key.")]
    [InlineData("v=DKIM1; k=ed25519; p=AAAA", "An Ed25519 key has 32 octets.")]
    [InlineData("v=DKIM1; k=dsa; p=AAAA", "The kind of key k=dsa is not known.")]
    [InlineData($"v=DKIM1; k=ed25519; s=tlsrpt; p={Ed25519}", "s= does not allow mail.")]
    [InlineData($"v=DKIM1; k=ed25519; h=sha1; p={Ed25519}", "h= does not allow sha256.")]
    [InlineData("v=DKIM1; p=AAAA; p=AAAA", "The tag p= occurs twice.")]
    [InlineData("v=DKIM1; nothing", "It holds something that is no tag (name=value).")]
    public void TryParse_OtherRecords_AreToldWhy(string text, string expected)
    {
        Assert.False(DkimKeyRecord.TryParse(text, out _, out string? problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void TryParse_TooLong_IsRefused() => Assert.False(DkimKeyRecord.TryParse("v=DKIM1; p=" + new string('A', 5000), out _, out _));
}
