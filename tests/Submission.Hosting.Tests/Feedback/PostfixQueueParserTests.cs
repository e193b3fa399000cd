using System.Text;
using System.Text.Json;
using CsCheck;
using Submission.Hosting.Feedback;

namespace Submission.Hosting.Tests.Feedback;

public sealed class PostfixQueueParserTests
{
    // A line as Postfix 3.7 prints it.
    private const string Line =
        """{"queue_name": "deferred", "queue_id": "649AEB201CF", "arrival_time": 1795577078, "message_size": 421, "forced_expire": false, "sender": "jan@domena.cz", "recipients": [{"address": "x@friend.example", "delay_reason": "connect to 127.0.0.1[127.0.0.1]:39717: Connection refused"}]}""";

    private static readonly Gen<PostfixQueueEntry> Entries = Gen.Select(
        Gen.Char["0123456789ABCDEFabcdefgXYZ"].Array[1, 20],
        Gen.OneOf("deferred", "active", "incoming", "hold"),
        Gen.Long[0, 4_000_000_000],
        Gen.OneOf("jan@domena.cz", "\"a b\"@example.org", "jiří@domena.cz", "")).Select(static (id, queue, time, sender) =>
            new PostfixQueueEntry(new string(id), queue, DateTimeOffset.FromUnixTimeSeconds(time), sender.Length == 0 ? EmailAddress.NullReversePath : EmailAddress.Parse(sender)));

    private static readonly Gen<string> Junk = Gen.OneOf(
        Gen.OneOf(
            "postqueue: warning: something", "{", "[]", "null", "{\"queue_id\": \"A\"}", Line[..60], Line.Replace("649A", "64/A", StringComparison.Ordinal),
            Line.Replace("1795577078", "-1", StringComparison.Ordinal), Line.Replace("1795577078", "99999999999999", StringComparison.Ordinal),
            Line.Replace("1795577078", "\"1795577078\"", StringComparison.Ordinal), Line.Replace("jan@domena.cz", "no address", StringComparison.Ordinal)),
        Gen.Char[' ', '~'].Array[1, 50].Select(static text => "x" + new string(text)));

    [Fact]
    public async Task Read_LineOfPostfix_IsTheMessage()
    {
        PostfixQueueSnapshot snapshot = await ReadAsync(Encoding.UTF8.GetBytes(Line + "\n"));

        Assert.Equal([new PostfixQueueEntry("649AEB201CF", "deferred", DateTimeOffset.FromUnixTimeSeconds(1795577078), EmailAddress.Parse("jan@domena.cz"))], snapshot.Entries);
        Assert.True(snapshot.Entries[0].Waits);
        Assert.Equal((0, true), (snapshot.Junk, snapshot.IsComplete));
    }

    [Theory]
    [InlineData("")]
    [InlineData("MAILER-DAEMON")]
    public async Task Read_NullSender_IsTheNullReversePath(string sender)
    {
        PostfixQueueSnapshot snapshot = await ReadAsync(Encoding.UTF8.GetBytes(Line.Replace("jan@domena.cz", sender, StringComparison.Ordinal)));

        Assert.True(Assert.Single(snapshot.Entries).Sender.IsNull);
    }

    [Fact]
    public Task Read_AnyListingCutAnywhere_GivesItsMessagesAndCountsTheRest() => Gen.Select(
        Gen.Frequency((4, Entries.Select(static entry => (Entry: (PostfixQueueEntry?)entry, Text: Write(entry)))), (1, Junk.Select(static text => (Entry: (PostfixQueueEntry?)null, Text: text)))).Array[0, 20],
        Gen.OneOf("\n", "\r\n"),
        Gen.Bool,
        Gen.Int[1, 400]).SampleAsync(static async (lines, end, isEnded, piece) =>
        {
            string text = string.Join(end, lines.Select(static line => line.Text)) + (isEnded ? end : "");

            PostfixQueueSnapshot snapshot = await ReadAsync(Encoding.UTF8.GetBytes(text), piece);

            Assert.Equal(lines.Where(static line => line.Entry is not null).Select(static line => line.Entry!.Value), snapshot.Entries);
            Assert.Equal(lines.Count(static line => line.Entry is null), snapshot.Junk);
            Assert.True(snapshot.IsComplete);
        });

    [Fact]
    public Task Read_AnyOctets_NeverThrows() => Gen.Select(Gen.OneOf(Gen.Byte, Gen.OneOf<byte>([.. "{}[]\":,\n\\"u8])).Array[0, 400], Gen.Int[1, 100]).SampleAsync(static async (octets, piece) =>
    {
        PostfixQueueSnapshot snapshot = await ReadAsync(octets, piece);

        Assert.True(snapshot.Entries.Count + snapshot.Junk <= octets.Count(static octet => octet == '\n') + 1);
    });

    [Fact]
    public async Task Read_MessageToManyRecipients_NeedsItsBeginningOnly()
    {
        string recipients = string.Join(", ", Enumerable.Range(0, 20_000).Select(static number => $$"""{"address": "x{{number}}@friend.example"}"""));
        string line = Line[..Line.IndexOf('[', StringComparison.Ordinal)] + "[" + recipients + "]}";

        PostfixQueueSnapshot snapshot = await ReadAsync(Encoding.UTF8.GetBytes($"{line}\n{Line}\n"));

        Assert.Equal(2, snapshot.Entries.Count);
        Assert.Equal(0, snapshot.Junk);
    }

    [Fact]
    public async Task Read_MoreMessagesThanTheBound_SaysThatItIsNotComplete()
    {
        byte[] line = Encoding.UTF8.GetBytes(Line[..(Line.IndexOf("cz\"", StringComparison.Ordinal) + 3)] + "}\n");

        PostfixQueueSnapshot snapshot = await ReadAsync([.. Enumerable.Repeat(line, PostfixQueueParser.MaximumEntries + 3).SelectMany(static octets => octets)]);

        Assert.Equal(PostfixQueueParser.MaximumEntries, snapshot.Entries.Count);
        Assert.False(snapshot.IsComplete);
    }

    private static string Write(PostfixQueueEntry entry)
    {
        string sender = JsonSerializer.Serialize(entry.Sender.ToString());
        return $$"""{"queue_name": "{{entry.Queue}}", "queue_id": "{{entry.Id}}", "arrival_time": {{entry.ArrivedAt.ToUnixTimeSeconds()}}, "message_size": 421, "sender": {{sender}}, "recipients": [{"address": "x@y.example"}]}""";
    }

    private static async Task<PostfixQueueSnapshot> ReadAsync(byte[] octets, int piece = 4096)
    {
        await using var stream = new PiecemealStream(octets, piece);
        return await PostfixQueueParser.ReadAsync(stream, CancellationToken.None);
    }

    /// <summary>Gives a few octets at a time, as a process does.</summary>
    private sealed class PiecemealStream(byte[] octets, int piece) : MemoryStream(octets)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
