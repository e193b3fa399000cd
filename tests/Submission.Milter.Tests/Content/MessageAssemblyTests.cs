using System.Buffers;
using System.Text;
using CsCheck;
using Submission.Milter.Content;
using Submission.Milter.Tests.Protocol;
using Submission.Smtp.Content;

namespace Submission.Milter.Tests.Content;

public sealed class MessageAssemblyTests
{
    private static readonly MilterLimits Limits = new(Path.GetTempPath()) { MessageMemory = 4096, MessageSize = 100_000 };

    private static readonly Gen<string> AnyLine = Gen.String[Gen.Char[' ', '~'], 0, 60];

    [Fact]
    public void Complete_FieldsAndBodyInAnyPieces_IsTheMessageThatTheMailServerHas()
    {
        Gen<(string Name, string[] Lines)> field = Gen.Select(Gen.String[Gen.Char['a', 'z'], 1, 20], AnyLine.Array[1, 4]);
        Gen.Select(field.List[0, 30], AnyLine.Array[0, 200], Gen.Int[1, 5000].Array[0, 20], Gen.Int[0, 30].Array[0, 30], Gen.Bool).Sample((fields, body, chunks, cuts, leadingSpace) =>
        {
            byte[] octets = Encoding.ASCII.GetBytes(string.Concat(body.Select(static line => line + "\r\n")));
            string expected = string.Concat(fields.Select(field => $"{field.Name}:{(leadingSpace ? "" : " ")}{string.Join("\r\n", field.Lines)}\r\n")) + "\r\n" + Encoding.ASCII.GetString(octets);

            using var assembly = new MessageAssembly(Limits, new ArrayBufferWriter<byte>());
            foreach ((string name, string[] lines) in fields) assembly.TakeHeader(Encoding.ASCII.GetBytes(name), Encoding.ASCII.GetBytes(string.Join('\n', lines)), leadingSpace);
            int start = 0;
            foreach (int chunk in chunks)
            {
                int size = Math.Min(chunk, octets.Length - start);
                assembly.TakeBody(Pieces.Cut(octets[start..(start + size)], cuts));
                start += size;
            }

            assembly.TakeBody(Pieces.Cut(octets[start..]));
            Assert.Equal(expected, Read(assembly.Complete()!));
        });
    }

    [Fact]
    public void Complete_LinesOfAFieldThatEndWithCrLfAlready_EndWithItOnce()
    {
        using var assembly = new MessageAssembly(Limits, new ArrayBufferWriter<byte>());
        assembly.TakeHeader("Subject"u8, " one\r\n\ttwo\n three"u8, leadingSpace: true);
        Assert.Equal("Subject: one\r\n\ttwo\r\n three\r\n\r\n", Read(assembly.Complete()!));
    }

    [Theory]
    [InlineData("a\rb\r\n", (int)ContentFault.BadOctet)]
    [InlineData("a\nb\r\n", (int)ContentFault.BadOctet)]
    [InlineData("a\0b\r\n", (int)ContentFault.BadOctet)]
    [InlineData("\n.\nMAIL FROM:<x@example.com>\n", (int)ContentFault.BadOctet)]
    [InlineData("a\r", (int)ContentFault.BadOctet)]
    [InlineData("\r\n.\r\nMAIL FROM:<x@example.com>\r\n", (int)ContentFault.None)]
    public void TakeBody_LineEndsThatAreNone_SpoilTheMessageAndEndNothing(string body, int fault)
    {
        using var assembly = new MessageAssembly(Limits, new ArrayBufferWriter<byte>());
        assembly.TakeHeader("Subject"u8, " x"u8, leadingSpace: true);
        assembly.TakeBody(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(body)));

        MessageBody? complete = assembly.Complete();
        Assert.Equal((ContentFault)fault, assembly.Fault);
        if (complete is not null) Assert.Equal("Subject: x\r\n\r\n" + body, Read(complete));
    }

    [Fact]
    public void TakeHeader_BareCrInAValue_SpoilsTheMessage()
    {
        using var assembly = new MessageAssembly(Limits, new ArrayBufferWriter<byte>());
        assembly.TakeHeader("Subject"u8, " x\rBcc: all@example.com"u8, leadingSpace: true);
        Assert.Null(assembly.Complete());
        Assert.Equal(ContentFault.BadOctet, assembly.Fault);
    }

    [Fact]
    public void TakeBody_SM4_AnyVectorCutAnywhere_IsTheWholeMessageOrRefused()
    {
        foreach (string vector in SmugglingVector.All)
        {
            string body = "text" + vector + SmugglingVector.Hidden;
            bool isBad = body.Replace("\r\n", "", StringComparison.Ordinal).AsSpan().IndexOfAny('\r', '\n', '\0') >= 0;
            byte[] octets = Encoding.ASCII.GetBytes(body);
            foreach (byte[][] pieces in SmugglingVector.Cuts(octets, 3, 5 + vector.Length))
            {
                using var assembly = new MessageAssembly(Limits, new ArrayBufferWriter<byte>());
                foreach (byte[] piece in pieces) assembly.TakeBody(new ReadOnlySequence<byte>(piece));
                MessageBody? message = assembly.Complete();
                Assert.Equal(isBad ? ContentFault.BadOctet : ContentFault.None, assembly.Fault);
                if (!isBad) Assert.Equal("\r\n" + body, Read(message!));
            }
        }
    }

    [Fact]
    public void TakeBody_MoreThanTheBound_IsTooBigAndKeepsNothing()
    {
        using var assembly = new MessageAssembly(Limits, new ArrayBufferWriter<byte>());
        byte[] line = [.. Enumerable.Repeat((byte)'x', 998), (byte)'\r', (byte)'\n'];
        for (int i = 0; i < 101; i++) assembly.TakeBody(new ReadOnlySequence<byte>(line));
        Assert.Equal(ContentFault.TooBig, assembly.Fault);
        Assert.Null(assembly.Complete());
    }

    private static string Read(MessageBody body)
    {
        using Stream stream = body.OpenRead();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return reader.ReadToEnd();
    }
}
