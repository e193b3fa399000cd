using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using CsCheck;
using Submission.Policy.Lookups;
using Submission.Trust.Dane;

namespace Submission.Trust.Tests.Dane;

/// <summary>TLSA records and certificates as somebody hostile would publish and send them: nothing throws, and nothing matches that should not.</summary>
public sealed class HostileTlsaTests
{
    private static readonly CertificateKey Key = CertificateKey.Ecdsa();
    private static readonly X509Certificate2 Root = CertificateMaker.Issue(new CertificateWish("root") { IsAuthority = true }, Key);
    private static readonly CertificateKey LeafKey = CertificateKey.Ecdsa();
    private static readonly X509Certificate2 Leaf = CertificateMaker.Issue(new CertificateWish("leaf") { Names = ["mx.test"] }, LeafKey, "root", Key);
    private static readonly ImmutableArray<string> Names = ["mx.test"];

    private static readonly Gen<TlsaRecord> AnyRecord = Gen.Select(Gen.Byte, Gen.Byte, Gen.Byte, Gen.Byte.Array[0, 80], static (usage, selector, type, data) => new TlsaRecord(usage, selector, type, [.. data]));

    // Near to what is right: known numbers, and lengths around those of digests.
    private static readonly Gen<TlsaRecord> NearRecord = Gen.Select(
        Gen.Int[2, 3], Gen.Int[0, 1], Gen.Int[0, 2], Gen.OneOf(Gen.Byte.Array[31, 33], Gen.Byte.Array[63, 65], Altered(Leaf.RawData), Altered(Root.RawData), Altered(LeafKey.PublicKey)),
        static (usage, selector, type, data) => new TlsaRecord((byte)usage, (byte)selector, (byte)type, [.. data]));

    private static Gen<byte[]> Altered(byte[] octets) => Gen.Select(Gen.Int[0, octets.Length - 1], Gen.Int[1, 255], Gen.Int[0, octets.Length], (at, by, length) =>
    {
        byte[] altered = [.. octets.AsSpan(0, length < octets.Length / 2 ? length : octets.Length)];
        if (at < altered.Length) altered[at] ^= (byte)by;
        return altered;
    });

    [Fact]
    public void From_AnyRecords_KeepsOnlyWhatCanBeUsed() => Gen.OneOf(AnyRecord, NearRecord).Array[0, 120].Sample(static records =>
    {
        TlsaSet set = TlsaSet.From(records);
        Assert.True(set.Records.Length <= TlsaSet.MaximumRecords);
        foreach (TlsaRecord usable in set.Usable)
        {
            Assert.Contains(usable, records);
            Assert.InRange(usable.Usage, 2, 3);
            Assert.InRange(usable.Selector, 0, 1);
            Assert.True(usable.MatchingType switch { 0 => usable.Data.Length > 0, 1 => usable.Data.Length == 32, 2 => usable.Data.Length == 64, _ => false });
        }

        Assert.Equal(set.Fingerprint, TlsaSet.From([.. records.Take(TlsaSet.MaximumRecords).Reverse()]).Fingerprint);
    }, iter: 2000);

    [Fact]
    public void Match_RecordsThatAreNotRight_NeverMatches() => Gen.OneOf(AnyRecord, NearRecord).Array[1, 6].Sample(static records =>
    {
        // A whole certificate of usage 2 is an anchor by itself, whatever its signature.
        DaneMatch match = TlsaSet.From([.. records.Where(static record => record is not { Usage: 2, Selector: 0, MatchingType: 0 })]).Match(Leaf, [Root], Names, DateTimeOffset.UtcNow);
        Assert.False(match.IsMatched, string.Join('\n', records.AsEnumerable()));
        Assert.NotEqual("", match.Reason);
    }, iter: 2000);

    [Fact]
    public void Match_RightRecordAmongOthers_Matches() => Gen.Select(AnyRecord.Array[0, 20], Gen.Int[2, 3], static (records, usage) => (records, usage)).Sample(static drawn =>
    {
        X509Certificate2 target = drawn.usage == 3 ? Leaf : Root;
        // Of one usage and selector only the strongest digest counts, and nothing is stronger.
        TlsaRecord right = new((byte)drawn.usage, 1, 2, [.. CertificateMaker.Association(target, 1, 2)]);
        DaneMatch match = TlsaSet.From([.. drawn.records, right]).Match(Leaf, [Root], Names, DateTimeOffset.UtcNow);
        Assert.Equal(right, match.Record);
    }, iter: 500);

    [Fact]
    public void Match_WeakerDigestBesideAStrongerOne_DoesNotCount()
    {
        TlsaRecord weak = new(3, 1, 1, [.. CertificateMaker.Association(Leaf, 1, 1)]);
        Assert.True(TlsaSet.From([weak]).Match(Leaf, [], Names, DateTimeOffset.UtcNow).IsMatched);
        Assert.False(TlsaSet.From([weak, new TlsaRecord(3, 1, 2, [.. new byte[64]])]).Match(Leaf, [], Names, DateTimeOffset.UtcNow).IsMatched);
        Assert.True(TlsaSet.From([weak, new TlsaRecord(3, 1, 2, [.. new byte[63]])]).Match(Leaf, [], Names, DateTimeOffset.UtcNow).IsMatched);
    }

    [Fact]
    public void Match_ManyCertificatesOfOneName_EndsSoon()
    {
        // Each could be signed by each: the ways among them are more than anyone can walk.
        X509Certificate2Collection sent = [.. Enumerable.Range(0, 40).Select(static _ => CertificateMaker.Issue(new CertificateWish("root") { IsAuthority = true }, Key))];
        DaneMatch match = TlsaSet.From([new TlsaRecord(2, 0, 1, [.. new byte[32]])]).Match(Leaf, sent, Names, DateTimeOffset.UtcNow);
        Assert.Equal(DaneMatchState.NoMatch, match.State);
    }
}
