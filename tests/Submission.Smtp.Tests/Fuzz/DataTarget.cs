using System.Text;
using Submission.Smtp.Content;

namespace Submission.Smtp.Tests.Fuzz;

/// <summary>The data of DATA, cut anywhere: it ends at the first CRLF.CRLF and nowhere else, and whatever else looks like an end spoils it.</summary>
internal static class DataTarget
{
    private const int MaximumLine = 60;
    private const int MaximumSize = 300;
    private static readonly string Directory = Path.GetTempPath();

    public static void Run(byte[] input)
    {
        string wire = Encoding.Latin1.GetString(input);
        int end = wire.StartsWith(".\r\n", StringComparison.Ordinal) ? 3 : wire.IndexOf("\r\n.\r\n", StringComparison.Ordinal) + 5;
        bool hasEnded = end > 4 || wire.StartsWith(".\r\n", StringComparison.Ordinal);
        if (!hasEnded) end = wire.Length;
        string data = hasEnded ? wire[..(end - 3)] : wire;
        string? expected = hasEnded && !data.Replace("\r\n", "", StringComparison.Ordinal).AsSpan().ContainsAny("\r\n\0") ? ("\r\n" + data).Replace("\r\n.", "\r\n", StringComparison.Ordinal)[2..] : null;
        bool isDoubtful = hasEnded && (data.EndsWith("\r\r\n", StringComparison.Ordinal) || data.EndsWith("\0\r\n", StringComparison.Ordinal));
        bool isTooMuch = expected is not null && (expected.Length > MaximumSize || data.Split("\r\n").Any(static line => line.Length + 2 > MaximumLine));
        foreach (int[] cuts in Pieces.Cuts(input.Length))
        {
            (int taken, bool ended, bool doubtful, string? message) = Decode(input, cuts, long.MaxValue, int.MaxValue);
            Assert.Equal(hasEnded, ended);
            Assert.Equal(end, taken);
            Assert.Equal(isDoubtful, doubtful);
            Assert.Equal(expected, message);

            // Bounds change nothing about where the data ends.
            (taken, ended, doubtful, message) = Decode(input, cuts, MaximumSize, MaximumLine);
            Assert.Equal(hasEnded, ended);
            Assert.Equal(end, taken);
            Assert.Equal(isDoubtful, doubtful);
            if (!isTooMuch) Assert.Equal(expected, message);
            else if (expected!.Length > MaximumSize) Assert.Null(message);
        }
    }

    private static (int Taken, bool Ended, bool Doubtful, string? Message) Decode(byte[] input, int[] cuts, long maximumSize, int maximumLine)
    {
        using MessageSpool spool = new(maximumSize, 4096, Directory);
        DotDecoder decoder = new(spool, maximumLine);
        int taken = 0;
        foreach (ReadOnlyMemory<byte> piece in Pieces.Of(input, cuts))
        {
            taken += decoder.Take(piece.Span);
            if (decoder.HasEnded) break;
        }

        MessageBody? body = decoder.HasEnded ? spool.Complete() : null;
        string? message = body is not null && body.TryGetMemory(out ReadOnlyMemory<byte> octets) ? Encoding.Latin1.GetString(octets.Span) : null;
        return (taken, decoder.HasEnded, decoder.EndIsDoubtful, message);
    }
}
