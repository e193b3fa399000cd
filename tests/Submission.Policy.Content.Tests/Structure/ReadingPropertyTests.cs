using System.Text;
using CsCheck;
using Submission.Policy.Lookups;

namespace Submission.Policy.Content.Tests.Structure;

/// <summary>What holds for every message, whatever its octets.</summary>
public sealed class ReadingPropertyTests
{
    // What messages are made of, so that random ones go deep.
    private static readonly string[] Fragments =
    [
        "\r\n", "\n", "\r", "\r\r\n", " ", "\t", "--", "--b\r\n", "--b--\r\n", "--c\r\n", "--bc\r\n", "\r\n\r\n", "x", "junk line\r\n", "\0", "\u00e9", "=", "=\r\n", "=3D",
        "Content-Type: multipart/mixed; boundary=b\r\n", "Content-Type: multipart/digest; boundary=c\r\n", "Content-Type: message/rfc822\r\n", "Content-Type: text/plain\r\n",
        "Content-Type: application/octet-stream\r\n", "Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: quoted-printable\r\n",
        "Content-Transfer-Encoding: x-uuencode\r\n", "Content-Transfer-Encoding: x-gzip64\r\n", "Content-Disposition: attachment; filename=a.exe\r\n", " filename=b.exe\r\n",
        "begin 644 c.exe\r\n", "#9FEL\r\n", "`\r\nend\r\n", "=ybegin line=3 size=3 name=d.exe\r\nabc\r\n=yend size=3\r\n", "From: a@b.cz\r\n", "Received: by c.cz with SMTP\r\n",
        "eJ8+IgEA", "AgEQgAEABgAAAGEuZXhlAA==\r\n", "MIAGCSqGSIb3DQEHAqCAMIACAQExADCABgkqhkiG9w0BBwGggCSABAM=", "Q29udGVudC1UeXBlOiBtZXNzYWdlL3JmYzgyMg0KDQo=\r\n",
    ];

    private static readonly Gen<string> Fragment = Gen.Int[0, Fragments.Length - 1].Select(static index => Fragments[index]);

    private static readonly Gen<byte[]> Messages = Gen.OneOf(
        Fragment.Array[0, 60].Select(static fragments => Encoding.Latin1.GetBytes(string.Concat(fragments))),
        Gen.Byte.Array[0, 2000],
        Gen.Select(Gen.Byte.Array[0, 200], Fragment.Array[0, 40], static (octets, fragments) => (byte[])[.. Encoding.Latin1.GetBytes(string.Concat(fragments)), .. octets]));

    [Fact]
    public void Read_AnyOctets_NeverThrowsAndIsTheSameEachTime() =>
        Messages.Sample(static message => Describe(ReadMessage.Octets(message)) == Describe(ReadMessage.Octets(message)), iter: 20_000);

    [Fact]
    public void Read_OctetsInPiecesOfAnySize_GivesTheSame() =>
        Gen.Select(Messages, Gen.Int[1, 40].Array[1, 20]).Sample(
            static (message, sizes) => Describe(ReadMessage.Octets(message)) == Describe(ReadPieces(message, sizes)), iter: 10_000);

    [Fact]
    public void Read_LongLinesInPiecesOfAnySize_GivesTheSame() =>
        Gen.Select(Gen.Select(Fragment, Gen.Int[4000, 4200]).Array[1, 6], Gen.Int[1, 5000].Array[1, 10]).Sample(
            static (parts, sizes) =>
            {
                byte[] message = Encoding.Latin1.GetBytes(string.Concat(parts.Select(static part => new string('a', part.Item2) + part.Item1)));
                return Describe(ReadMessage.Octets(message)) == Describe(ReadPieces(message, sizes));
            },
            iter: 2_000);

    [Fact]
    public void Read_AnyPrefix_EndsAndFindsNoMoreThanThePrefixHolds()
    {
        byte[] message = ReadMessage.Octets(
            "From: a@b.cz\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
            + ReadMessage.Base64(HeaderReadingTests.Inner) + "\n--b\nContent-Disposition: attachment; filename=b.exe\n\nTVqQ\n--b--\n");

        int found = 0;
        for (int length = 0; length <= message.Length; length++) found = ReadMessage.Octets(message.AsMemory(0, length)).Attachments.Length;

        Assert.Equal(2, found);
    }

    [Fact]
    public void Read_CancelledBefore_Throws()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() => { _ = new MimeMessageReader().ReadAsync(MessageContent.FromMemory(new byte[10]), cancelled.Token).AsTask(); });
    }

    [Fact]
    public async Task Read_StreamFails_IsUnavailable()
    {
        LookupResult<MessageStructure> result = await new MimeMessageReader().ReadAsync(new BrokenContent(), TestContext.Current.CancellationToken);

        Assert.Equal(LookupState.Unavailable, result.State);
    }

    private static string Describe(MessageStructure structure) =>
        $"{string.Join('|', structure.Attachments)} {structure.Parts} {structure.Incomplete} {structure.HasEncryptedPart} {structure.HasPartialMessage} "
        + $"{string.Join('|', structure.From)} {string.Join('|', structure.Received)}";

    private static MessageStructure ReadPieces(byte[] message, int[] sizes)
    {
        Task<LookupResult<MessageStructure>> reading = new MimeMessageReader().ReadAsync(new PieceContent(message, sizes), CancellationToken.None).AsTask();
        return reading.GetAwaiter().GetResult().Value!;
    }

    private sealed class PieceContent(byte[] message, int[] sizes) : MessageContent
    {
        public override long Length => message.Length;

        public override bool TryGetMemory(out ReadOnlyMemory<byte> octets)
        {
            octets = default;
            return false;
        }

        public override Stream OpenRead() => new PieceStream(message, sizes);
    }

    private sealed class PieceStream(byte[] message, int[] sizes) : MemoryStream(message, writable: false)
    {
        private int _reads;

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, sizes[_reads++ % sizes.Length]));

        public override int Read(Span<byte> buffer)
        {
            byte[] octets = new byte[buffer.Length];
            int read = Read(octets, 0, octets.Length);
            octets.AsSpan(0, read).CopyTo(buffer);
            return read;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));
    }

    private sealed class BrokenContent : MessageContent
    {
        public override long Length => 10;

        public override bool TryGetMemory(out ReadOnlyMemory<byte> octets)
        {
            octets = default;
            return false;
        }

        public override Stream OpenRead() => throw new IOException("gone");
    }
}
