using System.Text;
using CsCheck;
using Submission.Policy;
using Submission.Smtp.Client;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;
using Submission.Smtp.Tests.Support;

namespace Submission.Smtp.Tests.Client;

/// <summary>Reliability rows SM3 and SM6: whatever the message, the same octets arrive by DATA and by BDAT, from memory and from a file, or none.</summary>
public sealed class ByteExactPropertyTests
{
    private static readonly string[] Pieces = ["\r\n", "\r\n", ".", "..", "\r\n.\r\n", "a", "MAIL FROM:<x@y.cz>\r\n", "BDAT 5 LAST\r\n", "ž", "\u0080", new('x', 997), new('.', 40_000), string.Concat(Enumerable.Repeat("line\r\n", 60_000))];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task Transfer_AnyMessage_ArrivesExactly(bool useChunking, bool isFile)
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script, static o => o.MaximumDataLineLength = 1_000_000);
        SmtpClientOptions options = new() { UseChunking = useChunking, Tls = SmtpClientTls.Never };
        await using SmtpClientConnection connection = (await SmtpClientConnection.ConnectAsync(server.StartTls, options, TimeProvider.System, Cancel)).Connection!;
        await Gen.Select(Gen.OneOf(Pieces).Array[0, 6], Gen.Bool).SampleAsync(
            async (pieces, hasPrefix) =>
            {
                byte[] message = Encoding.UTF8.GetBytes(string.Concat(pieces));
                string prefix = hasPrefix ? "Received: by x\r\n" : "";
                using MessageSpool spool = new(long.MaxValue, isFile ? 1024 : 64 * 1024 * 1024, Path.GetTempPath());
                spool.Append(message);
                MessageBody body = spool.Complete()!;
                SmtpTransferResult sent = await connection.TransferAsync(Envelope(), Encoding.ASCII.GetBytes(prefix), body, Cancel);
                Assert.True(sent.IsAccepted, sent.Deciding.ToString());
                Assert.True(script.Messages.TryDequeue(out byte[]? arrived));
                byte[] expected = [.. Encoding.ASCII.GetBytes(prefix), .. message];
                if (expected.Length > 0 && !expected.AsSpan().EndsWith("\r\n"u8)) expected = [.. expected, .. "\r\n"u8];
                Assert.True(expected.AsSpan().SequenceEqual(arrived));
            },
            iter: 100,
            threads: 1);
    }

    [Theory]
    [InlineData("a\n.\nb")]
    [InlineData("a\r.\rb")]
    [InlineData("a\n.\r\nMAIL FROM:<x@y.cz>\r\n")]
    [InlineData("a\r\n.\rb")]
    [InlineData("a\r")]
    [InlineData("\n")]
    public async Task Transfer_BareLineEnds_NeverArrive(string text)
    {
        foreach (bool isLong in (bool[])[false, true])
        {
            foreach (bool useChunking in (bool[])[false, true])
            {
                Script script = new();
                await using TestServer server = await TestServer.StartAsync(script);
                SmtpClientOptions options = new() { UseChunking = useChunking };
                await using SmtpClientConnection connection = (await SmtpClientConnection.ConnectAsync(server.StartTls, options, TimeProvider.System, Cancel)).Connection!;
                MessageBody body = MessageBody.FromMemory(Encoding.ASCII.GetBytes((isLong ? string.Concat(Enumerable.Repeat("line\r\n", 100_000)) : "") + text));
                await Assert.ThrowsAsync<InvalidDataException>(() => connection.TransferAsync(Envelope(), default, body, Cancel).AsTask());
                Assert.False(connection.IsUsable);
                await Patience.UntilAsync(() => script.Log.Contains("closed"));
                Assert.Empty(script.Messages);
            }
        }
    }

    [Fact]
    public void Guard_AnyPieces_AgreesWithTheDotEncoder() => Gen.OneOf("\r\n", "\r", "\n", "a", "").Array[0, 8].Sample(static pieces =>
    {
        LineEndGuard guard = default;
        DotEncoder encoder = new();
        bool Throws(Action act) => Record.Exception(act) is InvalidDataException;
        System.Buffers.ArrayBufferWriter<byte> output = new();
        foreach (string piece in pieces)
        {
            byte[] octets = Encoding.ASCII.GetBytes(piece);
            bool refused = Throws(() => encoder.Encode(octets, output));
            Assert.Equal(refused, Throws(() => guard.Check(octets)));
            if (refused) return;
        }

        Assert.Equal(Throws(() => encoder.End(output)), Throws(() => guard.End()));
    });

    private static SmtpEnvelope Envelope() => new(
        new MailCommand(EmailAddress.Parse("a@b.cz"), SmtpMailParameters.None), [new RcptCommand(EmailAddress.Parse("c@d.cz"), SmtpRcptParameters.None)]);
}
