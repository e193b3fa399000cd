using System.Text;
using Submission.Smtp.Tests.Support;

namespace Submission.Smtp.Tests.Server;

/// <summary>Every vector, wherever it stands and however it is cut into segments: one message or one refusal, and what is hidden in it is never obeyed.</summary>
public sealed class SmugglingGeneratorTests
{
    private static readonly byte[] Hello = "EHLO client.example\r\n"u8.ToArray();
    private static readonly byte[] Envelope = "MAIL FROM:<a@b.cz>\r\nRCPT TO:<a@b.cz>\r\nDATA\r\n"u8.ToArray();
    private static readonly byte[] Recipients = "MAIL FROM:<a@b.cz>\r\nRCPT TO:<a@b.cz>\r\n"u8.ToArray();

    [Fact]
    public void Vectors_SM1_AreTheTwentyFourPairsAndTheWideList()
    {
        Assert.Equal(24, SmugglingVector.Pairs.Length);
        Assert.Equal((4 * 49) - 1, SmugglingVector.All.Length);
        Assert.Empty(SmugglingVector.Pairs.Except(SmugglingVector.All, StringComparer.Ordinal));
    }

    [Fact]
    public Task Data_SM1_AnyVectorInTheMiddleCutAnywhere_IsOneMessageOrOneRefusal() => CheckDataAsync(SmugglingVector.All, "Subject: x\r\n\r\ntext");

    [Fact]
    public Task Data_SM1_AnyVectorAtTheVeryStartCutAnywhere_IsOneMessageOrOneRefusal() => CheckDataAsync(SmugglingVector.AtStart, "");

    [Fact]
    public Task Data_SM1_AnyVectorBehindTheSizeLimitCutAnywhere_IsOneRefusal() =>
        CheckDataAsync(SmugglingVector.All, "Subject: x\r\n\r\n" + new string('x', 2000), isTooBig: true);

    [Fact]
    public async Task Chunk_SM2_AnyVectorInAnyTwoChunksCutAnywhere_IsOneMessageOrOneRefusalAndNoEnd()
    {
        Script script = new();
        PipeServer server = new(script);
        foreach (string vector in SmugglingVector.All)
        {
            string content = "text" + vector + SmugglingVector.Hidden;
            bool isBad = content.Replace("\r\n", "", StringComparison.Ordinal).AsSpan().IndexOfAny('\r', '\n', '\0') >= 0;
            for (int cut = 4; cut <= 4 + vector.Length; cut++)
            {
                script.Messages.Clear();
                script.Events.Clear();
                byte[] wire = Encoding.ASCII.GetBytes($"BDAT {cut}\r\n{content[..cut]}BDAT {content.Length - cut} LAST\r\n{content[cut..]}");
                string[] said = Session(await server.PlayAsync(Hello, Recipients, wire, "NOOP\r\nQUIT\r\n"u8.ToArray()));

                Assert.Equal("250 2.0.0 OK", said[^2]);
                Assert.Equal("221 2.0.0 Bye", said[^1]);
                string replies = string.Join('|', said[2..^2].Select(static reply => reply[..9]));
                if (isBad) Assert.True(replies is "250 2.0.0|550 5.6.0" or "550 5.6.0|503 5.5.1", $"{Show(vector)} cut at {cut}: {replies}");
                else Assert.Equal("250 2.0.0|250 2.0.0", replies);
                if (isBad) Assert.Empty(script.Messages);
                else Assert.Equal(Encoding.ASCII.GetBytes(content), Assert.Single(script.Messages));
                Assert.DoesNotContain("mail hidden@b.cz", script.Log);
            }
        }
    }

    [Fact]
    public async Task Chunk_SM2_TrueEndInsideAChunkOfManySegments_IsContentLikeAnyOther()
    {
        Script script = new();
        PipeServer server = new(script);
        string content = "text\r\n.\r\n" + SmugglingVector.Hidden;
        byte[] wire = Encoding.ASCII.GetBytes($"BDAT {content.Length} LAST\r\n{content}QUIT\r\n");
        foreach (byte[][] pieces in SmugglingVector.Cuts(wire, 0, wire.Length))
        {
            script.Messages.Clear();
            string[] said = await server.PlayAsync([Hello, Recipients, .. pieces.Select(static piece => (ReadOnlyMemory<byte>)piece)]);
            Assert.Equal("221 2.0.0 Bye", said[^1]);
            Assert.Equal(content, Encoding.ASCII.GetString(Assert.Single(script.Messages)));
        }
    }

    private static async Task CheckDataAsync(string[] vectors, string begin, bool isTooBig = false)
    {
        Script script = new();
        PipeServer server = new(script, options => options.MaximumMessageSize = isTooBig ? 1024 : options.MaximumMessageSize);
        foreach (string vector in vectors)
        {
            string data = begin + vector + SmugglingVector.Hidden + "\r\n.\r\n";
            byte[]? expected = isTooBig ? null : SmugglingVector.Expected(data);
            byte[] wire = [.. Envelope, .. Encoding.ASCII.GetBytes(data)];
            int at = Envelope.Length + begin.Length;
            // Also between the line end or the command before it and the vector, and between the vector and what follows.
            foreach (byte[][] pieces in SmugglingVector.Cuts(wire, at - 2, at + vector.Length + 1))
            {
                script.Messages.Clear();
                script.Events.Clear();
                Check(vector, Session(await server.PlayAsync([Hello, .. pieces.Select(static piece => (ReadOnlyMemory<byte>)piece), "QUIT\r\n"u8.ToArray()])), expected, isTooBig);
                if (expected is null) Assert.Empty(script.Messages);
                else Assert.Equal(expected, Assert.Single(script.Messages));
                Assert.DoesNotContain("mail hidden@b.cz", script.Log);
            }
        }
    }

    // The replies behind those to MAIL, RCPT and DATA: one to the message, then refusals only, up to the end.
    private static void Check(string vector, string[] said, byte[]? expected, bool isTooBig)
    {
        string[] rest = said[3..];
        string wanted = isTooBig ? "55" : expected is null ? "550 5.6.0" : "250 2.0.0 OK";
        Assert.True(rest[0].StartsWith(wanted, StringComparison.Ordinal), $"{Show(vector)}: {string.Join('|', said)}");
        Assert.True(rest[^1] is "221 2.0.0 Bye" or "554 5.5.1 Client spoke before the answer", $"{Show(vector)}: {string.Join('|', said)}");
        Assert.All(rest[1..^1], static reply => Assert.StartsWith("50", reply, StringComparison.Ordinal));
    }

    // What was said behind the greeting and the answer to EHLO.
    private static string[] Session(string[] said) => [.. said.SkipWhile(static reply => reply.StartsWith("220", StringComparison.Ordinal)).SkipWhile(static reply => reply.StartsWith("250-", StringComparison.Ordinal)).Skip(1)];

    private static string Show(string vector) => string.Concat(vector.Select(static c => c switch { '\r' => "CR ", '\n' => "LF ", '\0' => "NUL ", _ => $"{c} " }));
}
