using System.Text;
using CsCheck;
using Submission.Smtp.Content;
using Submission.Smtp.Server;
using Submission.Smtp.Tests.Support;

namespace Submission.Smtp.Tests.Content;

/// <summary>A message with several faults is refused for the one that its first octet at fault has, however it was cut on its way.</summary>
public sealed class FirstFaultTests
{
    private static readonly Gen<string> Text = Gen.OneOf("a", "aaaa", "a: b\r\n", "\r\n", "\r\n\r\n", ".", "\n", "\r", "\0").Array[0, 30].Select(static p => string.Concat(p) + "x\r\n");

    private static readonly Gen<int[]> Cuts = Gen.Int[1, 9].Array[1, 20];

    private static readonly Gen<(int Size, int Line, int Header)> Bounds = Gen.Select(Gen.Int[1, 60], Gen.Int[1, 20], Gen.Int[1, 60]);

    [Theory]
    [InlineData("aaaa\r\nbbbb\r\n", 12, 6, 100, ContentFault.None)]
    [InlineData("aaaa\r\nbbbb\n", 9, 6, 100, ContentFault.TooBig)]
    [InlineData("aaaa\r\nbbbb\n", 10, 6, 100, ContentFault.BadOctet)]
    [InlineData("aaaa\r\nbbbb\r.", 11, 6, 100, ContentFault.BadOctet)]
    [InlineData("aaaa\r\nbbbb\r.", 10, 6, 100, ContentFault.TooBig)]
    [InlineData("aaaaaa\n", 100, 6, 100, ContentFault.LineTooLong)]
    [InlineData("a: aaaaaaaa\0", 100, 100, 10, ContentFault.HeaderTooBig)]
    [InlineData("a: aaaaaaaa\0", 10, 100, 11, ContentFault.TooBig)]
    public void Message_P17_WithTwoFaults_HasTheFirst(string text, int size, int line, int header, object expected)
    {
        Assert.Equal(expected, FaultOfChunks(text, [text.Length], (size, line, header)));
        Assert.Equal(expected, FaultOfData(text, [text.Length + 5], (size, line, header)));
    }

    [Fact]
    public void Message_P17_WithAnyFaultsCutAnyhow_HasTheSameFault() => Gen.Select(Text, Cuts, Bounds).Sample(static (text, cuts, bounds) =>
    {
        Assert.Equal(FaultOfData(text, [1], bounds), FaultOfData(text, cuts, bounds));
        Assert.Equal(FaultOfChunks(text, [1], bounds), FaultOfChunks(text, cuts, bounds));
        Assert.Equal(FaultOfData(text, [1], bounds), FaultOfData(text, [1000], bounds));
        Assert.Equal(FaultOfChunks(text, [1], bounds), FaultOfChunks(text, [1000], bounds));
    });

    [Theory]
    [InlineData(1100, 1050, "550 5.6.0 Message holds a bare CR, a bare LF or a NUL")]
    [InlineData(1100, 20, "550 5.6.0 Message holds a bare CR, a bare LF or a NUL")]
    [InlineData(1500, 1200, "552 5.3.4 Message too big")]
    public async Task Data_SM1_P17_TooBigAndWithABareLfCutAnywhere_HasOneAnswer(int size, int lineFeed, string reply)
    {
        PipeServer server = new(new Script(), static o => o.MaximumMessageSize = 1080);
        string message = string.Concat(Enumerable.Repeat("aaaaaaaa\r\n", size / 10)).Remove(lineFeed, 1).Insert(lineFeed, "\n");
        byte[] data = Encoding.ASCII.GetBytes(message + ".\r\n");
        byte[] chunk = Encoding.ASCII.GetBytes($"BDAT {message.Length} LAST\r\n{message}");
        for (int cut = 0; cut < data.Length; cut += 7)
        {
            Assert.Equal(reply, await LastAsync(server, "DATA\r\n"u8.ToArray(), data.AsMemory(0, cut), data.AsMemory(cut)));
            Assert.Equal(reply, await LastAsync(server, chunk.AsMemory(0, cut), chunk.AsMemory(cut)));
        }
    }

    private static async Task<string> LastAsync(PipeServer server, params ReadOnlyMemory<byte>[] pieces) =>
        (await server.PlayAsync(["EHLO client.example\r\n"u8.ToArray(), "MAIL FROM:<a@b.cz>\r\nRCPT TO:<a@b.cz>\r\n"u8.ToArray(), .. pieces]))[^1];

    private static ContentFault FaultOfData(string text, int[] cuts, (int Size, int Line, int Header) bounds)
    {
        using MessageSpool spool = NewSpool(bounds);
        DotDecoder decoder = new(spool, bounds.Line);
        foreach (byte[] piece in Pieces(text, cuts))
        {
            decoder.Take(piece);
            if (decoder.HasEnded) break;
        }

        return spool.Fault;
    }

    private static ContentFault FaultOfChunks(string text, int[] cuts, (int Size, int Line, int Header) bounds)
    {
        using MessageSpool spool = NewSpool(bounds);
        ContentScanner scanner = new(bounds.Line);
        foreach (byte[] piece in Pieces(text, cuts)) scanner.Take(piece, spool);
        scanner.End(spool);
        return spool.Fault;
    }

    private static MessageSpool NewSpool((int Size, int Line, int Header) bounds) => new(bounds.Size, 4096, Path.GetTempPath(), bounds.Header);

    private static IEnumerable<byte[]> Pieces(string text, int[] cuts)
    {
        byte[] octets = Encoding.ASCII.GetBytes(text);
        for (int at = 0, i = 0; at < octets.Length; i++)
        {
            int length = Math.Min(cuts[i % cuts.Length], octets.Length - at);
            yield return octets[at..(at + length)];
            at += length;
        }
    }
}
