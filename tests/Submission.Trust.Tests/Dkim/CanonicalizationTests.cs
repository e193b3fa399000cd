using System.Security.Cryptography;
using CsCheck;
using Submission.Trust.Dkim;

namespace Submission.Trust.Tests.Dkim;

/// <summary>RFC 6376, section 3.4, and its examples (3.4.5).</summary>
public sealed class CanonicalizationTests
{
    private const string ExampleHeader = "A: X\r\nB : Y\t\r\n\tZ  \r\n";
    private const string ExampleBody = " C \r\nD \t E\r\n\r\n\r\n";

    private static readonly IGen<string>[] Pieces = [.. new[] { "a", "bc", " ", "\t", "\r\n", "\r\n\r\n", "\r", "\n", "é" }.Select(Gen.Const)];

    private static readonly Gen<string> Bodies = Gen.OneOf(Pieces).Array[0, 14].Select(string.Concat);

    [Theory]
    [InlineData(DkimCanonicalization.Relaxed, ExampleBody, " C\r\nD E\r\n")]
    [InlineData(DkimCanonicalization.Simple, ExampleBody, " C \r\nD \t E\r\n")]
    [InlineData(DkimCanonicalization.Relaxed, "", "")]
    [InlineData(DkimCanonicalization.Simple, "", "\r\n")]
    [InlineData(DkimCanonicalization.Relaxed, "\r\n\r\n", "")]
    [InlineData(DkimCanonicalization.Simple, "\r\n\r\n", "\r\n")]
    [InlineData(DkimCanonicalization.Relaxed, " \t\r\n \r\n", "")]
    [InlineData(DkimCanonicalization.Relaxed, "a", "a\r\n")]
    [InlineData(DkimCanonicalization.Simple, "a", "a\r\n")]
    [InlineData(DkimCanonicalization.Relaxed, "a\rb\nc\r", "a\rb\nc\r\r\n")]
    [InlineData(DkimCanonicalization.Relaxed, "a \t\r\n\r\n b", "a\r\n\r\n b\r\n")]
    public void Body_IsBroughtIntoItsForm(DkimCanonicalization form, string body, string expected) =>
        Assert.Equal(SHA256.HashData(Octets.Of(expected)), HashOfBody(form, [Octets.Of(body)]));

    [Theory]
    [InlineData(DkimCanonicalization.Relaxed, "a:X\r\nb:Y Z\r\n")]
    [InlineData(DkimCanonicalization.Simple, ExampleHeader)]
    public void Header_Example_IsBroughtIntoItsForm(DkimCanonicalization form, string expected) => Assert.Equal(SHA256.HashData(Octets.Of(expected)), HashOfHeader(form, ExampleHeader));

    [Theory]
    [InlineData("Subject:\r\n", "subject:\r\n")]
    [InlineData("Subject: \t \r\n", "subject:\r\n")]
    [InlineData("Subject:\r\n \r\n\t\r\n", "subject:\r\n")]
    [InlineData("SUBJECT \t:a\r\n  b\r\n\tc  d\r\n", "subject:a b c d\r\n")]
    [InlineData("X: a:b : c\r\n", "x:a:b : c\r\n")]
    [InlineData("X: a\rb\r\n", "x:a\rb\r\n")]
    [InlineData("X: \xe9\r\n", "x:\xe9\r\n")]
    [InlineData("X: no end", "x:no end\r\n")]
    public void Header_Relaxed_IsBroughtIntoItsForm(string field, string expected) => Assert.Equal(SHA256.HashData(Octets.Of(expected)), HashOfHeader(DkimCanonicalization.Relaxed, field));

    [Theory]
    [InlineData(DkimCanonicalization.Relaxed)]
    [InlineData(DkimCanonicalization.Simple)]
    public void Body_InPieces_IsTheSameAsWhole_AndAsTheModel(DkimCanonicalization form) => Gen.Select(Bodies, Gen.Int[1, 5]).Sample((body, size) =>
    {
        byte[] hash = SHA256.HashData(Octets.Of(Model(form, body)));
        return hash.AsSpan().SequenceEqual(HashOfBody(form, [Octets.Of(body)])) && hash.AsSpan().SequenceEqual(HashOfBody(form, [.. Octets.Of(body).Chunk(size)]));
    });

    // The words of the RFC, one after the other.
    private static string Model(DkimCanonicalization form, string body)
    {
        List<string> lines = [.. body.Split("\r\n")];
        if (form == DkimCanonicalization.Relaxed) lines = [.. lines.Select(static line => string.Join(' ', line.Replace('\t', ' ').TrimEnd(' ').Split(' ').Select(static (word, index) => (word, index)).Where(static it => it.word.Length > 0 || it.index == 0).Select(static it => it.word)))];
        while (lines.Count > 0 && lines[^1].Length == 0) lines.RemoveAt(lines.Count - 1);
        if (lines.Count == 0) return form == DkimCanonicalization.Relaxed ? "" : "\r\n";
        return string.Concat(lines.Select(static line => line + "\r\n"));
    }

    private static byte[] HashOfBody(DkimCanonicalization form, byte[][] pieces)
    {
        using var output = new OctetHash();
        var canonicalizer = new BodyCanonicalizer(form, output);
        foreach (byte[] piece in pieces) canonicalizer.Append(piece);
        byte[] hash = new byte[OctetHash.Length];
        canonicalizer.Finish(hash);
        return hash;
    }

    private static byte[] HashOfHeader(DkimCanonicalization form, string header)
    {
        byte[] octets = Octets.Of(header);
        List<HeaderField> fields = [];
        HeaderScan.Read(octets, fields);
        using var output = new OctetHash();
        foreach (HeaderField field in fields) HeaderCanonicalizer.Append(form, octets.AsSpan(field.Start, field.End - field.Start), isLast: false, output);
        byte[] hash = new byte[OctetHash.Length];
        output.Finish(hash);
        return hash;
    }
}
