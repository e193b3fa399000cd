using System.Buffers;
using System.Text;
using CsCheck;
using Submission.Smtp.Content;

namespace Submission.Smtp.Tests.Content;

public sealed class DotCodingPropertyTests
{
    private static readonly Gen<string> Message = Gen.OneOf(".", "..", "\r\n", "a", "bc", "\r\n.", "\r\n\r\n", "ž").Array[0, 30].Select(string.Concat);

    private static readonly Gen<string> Wire = Gen.OneOf(".", "\r", "\n", "\r\n", "a", "\0", "\r\n.\r\n", ".\r\n").Array[0, 20].Select(static p => string.Concat(p) + "x\r\n.\r\n");

    private static readonly Gen<int[]> Cuts = Gen.Int[1, 7].Array[1, 20];

    [Fact]
    public void Message_SM6_EncodedThenDecodedInAnyPieces_IsTheSame() => Gen.Select(Message, Cuts, Cuts).Sample(static (text, in1, in2) =>
    {
        byte[] message = Encoding.UTF8.GetBytes(text);
        DotEncoder encoder = new();
        ArrayBufferWriter<byte> wire = new();
        foreach (byte[] piece in Pieces(message, in1)) encoder.Encode(piece, wire);
        encoder.End(wire);

        (byte[]? decoded, int taken, _) = Decode(wire.WrittenSpan.ToArray(), in2);
        bool ended = text.Length == 0 || text.EndsWith("\r\n", StringComparison.Ordinal);
        Assert.Equal(text + (ended ? "" : "\r\n"), Encoding.UTF8.GetString(decoded!));
        Assert.Equal(wire.WrittenCount, taken);
    });

    [Fact]
    public void Wire_SM1_AnyOctetsInAnyPieces_EndsAtTheFirstTrueEndAndIsSpoiledByAnyOther() => Gen.Select(Wire, Cuts).Sample(static (wire, cuts) =>
    {
        (byte[]? decoded, int taken, bool doubtful) = Decode(Encoding.ASCII.GetBytes(wire), cuts);
        int end = wire.StartsWith(".\r\n", StringComparison.Ordinal) ? 3 : wire.IndexOf("\r\n.\r\n", StringComparison.Ordinal) + 5;
        Assert.Equal(end, taken);

        string data = wire[..(end - 3)];
        string withoutLineEnds = data.Replace("\r\n", "", StringComparison.Ordinal);
        Assert.Equal(withoutLineEnds.AsSpan().ContainsAny("\r\n\0"), decoded is null);
        Assert.Equal(data.EndsWith("\r\r\n", StringComparison.Ordinal) || data.EndsWith("\0\r\n", StringComparison.Ordinal), doubtful);
        if (decoded is null) return;
        string unstuffed = ("\r\n" + data).Replace("\r\n.", "\r\n", StringComparison.Ordinal)[2..];
        Assert.Equal(unstuffed, Encoding.ASCII.GetString(decoded));
    });

    [Fact]
    public void Chunks_SM2_AnyOctetsInAnyPieces_AreSpoiledByBareLineEnds() => Gen.Select(Wire, Cuts).Sample(static (text, cuts) =>
    {
        using MessageSpool spool = new(long.MaxValue, 4096, Path.GetTempPath());
        ContentScanner scanner = new(int.MaxValue);
        foreach (byte[] piece in Pieces(Encoding.ASCII.GetBytes(text), cuts)) scanner.Take(piece, spool);
        scanner.End(spool);
        Assert.Equal(text.Replace("\r\n", "", StringComparison.Ordinal).AsSpan().ContainsAny("\r\n\0"), spool.Complete() is null);
    });

    [Fact]
    public void Spool_AnyPieces_HoldsThemExactly() => Gen.Select(Gen.Byte.Array[0, 20_000], Gen.Int[1, 9000].Array[1, 20]).Sample(static (octets, cuts) =>
    {
        using MessageSpool spool = new(long.MaxValue, 4096, Path.GetTempPath());
        foreach (byte[] piece in Pieces(octets, cuts)) spool.Append(piece);
        MessageBody body = spool.Complete()!;
        Assert.Equal(octets.Length, body.Length);
        Assert.Equal(octets.Length <= 4096, body.TryGetMemory(out _));
        using Stream stream = body.OpenRead();
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        Assert.Equal(octets, copy.ToArray());
    }, iter: 50);

    private static (byte[]? Message, int Taken, bool Doubtful) Decode(byte[] wire, int[] cuts)
    {
        using MessageSpool spool = new(long.MaxValue, 4096, Path.GetTempPath());
        DotDecoder decoder = new(spool, int.MaxValue);
        int taken = 0;
        foreach (byte[] piece in Pieces(wire, cuts))
        {
            taken += decoder.Take(piece);
            if (decoder.HasEnded) break;
        }

        Assert.True(decoder.HasEnded);
        MessageBody? body = spool.Complete();
        byte[]? message = body is not null && body.TryGetMemory(out ReadOnlyMemory<byte> octets) ? octets.ToArray() : null;
        return (message, taken, decoder.EndIsDoubtful);
    }

    private static IEnumerable<byte[]> Pieces(byte[] octets, int[] cuts)
    {
        int at = 0;
        for (int i = 0; at < octets.Length; i++)
        {
            int length = Math.Min(cuts[i % cuts.Length], octets.Length - at);
            yield return octets[at..(at + length)];
            at += length;
        }
    }
}
