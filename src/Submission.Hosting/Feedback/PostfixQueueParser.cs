using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

namespace Submission.Hosting.Feedback;

/// <summary>
/// Reads what <c>postqueue -j</c> prints: one JSON object a line for each message. Whatever it reads, it throws nothing but what the stream throws, and takes no more memory
/// than its bounds say. Thread-safe.
/// </summary>
internal static class PostfixQueueParser
{
    /// <summary>How many messages of a listing are read; of those behind nothing is known.</summary>
    public const int MaximumEntries = 200_000;

    /// <summary>How many octets of a line are looked at. What is needed stands before the recipients, of which there may be thousands, each with the words of a server.</summary>
    public const int MaximumLineLength = 16 * 1024;

    /// <summary>The longest id of a message.</summary>
    public const int MaximumIdLength = 64;

    // The year 9999, beyond which a date cannot be written.
    private const long MaximumUnixTime = 253_402_300_799;

    /// <summary>Reads a listing.</summary>
    /// <param name="listing">The output of the command.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<PostfixQueueSnapshot> ReadAsync(Stream listing, CancellationToken cancellationToken)
    {
        PipeReader reader = PipeReader.Create(listing, new StreamPipeReaderOptions(leaveOpen: true));
        List<PostfixQueueEntry> entries = [];
        (int junk, bool isCutOff, bool isFull) = (0, false, false);
        while (true)
        {
            ReadResult read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = read.Buffer;
            while (TryTakeLine(ref buffer, read.IsCompleted, ref isCutOff, out ReadOnlySequence<byte> line))
            {
                if (IsBlank(line)) continue;
                isFull |= entries.Count == MaximumEntries;
                if (TryRead(line, out PostfixQueueEntry entry) && !isFull) entries.Add(entry);
                else junk += isFull ? 0 : 1;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted) break;
        }

        await reader.CompleteAsync().ConfigureAwait(false);
        return new PostfixQueueSnapshot(entries, junk, !isFull);
    }

    /// <summary>Reads one line, or as much of it as is needed.</summary>
    public static bool TryRead(in ReadOnlySequence<byte> line, out PostfixQueueEntry entry)
    {
        entry = default;
        (string? id, string? queue, long arrival, string? sender) = (null, null, -1, null);
        try
        {
            var json = new Utf8JsonReader(line, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = 8 }));
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return false;
            while ((id is null || queue is null || arrival < 0 || sender is null) && json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                string name = json.GetString()!;
                if (!json.Read()) break;
                if (name == "queue_id" && json.TokenType == JsonTokenType.String) id = json.GetString();
                else if (name == "queue_name" && json.TokenType == JsonTokenType.String) queue = json.GetString();
                else if (name == "sender" && json.TokenType == JsonTokenType.String) sender = json.GetString();
                else if (name == "arrival_time" && json.TokenType == JsonTokenType.Number) arrival = json.TryGetInt64(out long seconds) ? seconds : -1;
                else if (!json.TrySkip()) break;
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false; // no JSON, or a text that is no UTF-8
        }

        if (queue is not { Length: > 0 } || !IsId(id) || arrival is < 0 or > MaximumUnixTime || !TryReadSender(sender, out EmailAddress? address)) return false;
        entry = new PostfixQueueEntry(id!, queue == PostfixQueueEntry.Deferred ? PostfixQueueEntry.Deferred : queue, DateTimeOffset.FromUnixTimeSeconds(arrival), address!);
        return true;
    }

    // The line without its end; of a long line the beginning, and its rest is dropped as it comes.
    private static bool TryTakeLine(ref ReadOnlySequence<byte> buffer, bool isLast, ref bool isCutOff, out ReadOnlySequence<byte> line)
    {
        line = default;
        while (!buffer.IsEmpty)
        {
            SequencePosition? end = buffer.PositionOf((byte)'\n');
            if (end is null && !isLast && !isCutOff && buffer.Length < MaximumLineLength) return false;
            ReadOnlySequence<byte> taken = end is null ? buffer : buffer.Slice(0, end.Value);
            buffer = end is null ? buffer.Slice(buffer.End) : buffer.Slice(buffer.GetPosition(1, end.Value));
            bool isRest = isCutOff;
            isCutOff = end is null;
            if (isRest) continue;
            line = taken.Length > MaximumLineLength ? taken.Slice(0, MaximumLineLength) : taken;
            return true;
        }

        return false;
    }

    private static bool IsBlank(in ReadOnlySequence<byte> line) => line.IsEmpty || (line.Length == 1 && line.FirstSpan[0] == '\r');

    private static bool IsId(string? id) => id is { Length: > 0 and <= MaximumIdLength } && Ascii.IsValid(id) && id.All(char.IsAsciiLetterOrDigit);

    // Postfix shows the null reverse-path as the name of its own delivery notices' sender.
    private static bool TryReadSender(string? sender, out EmailAddress? address)
    {
        address = sender is "" or "MAILER-DAEMON" ? EmailAddress.NullReversePath : null;
        return address is not null || EmailAddress.TryParse(sender, out address);
    }
}
