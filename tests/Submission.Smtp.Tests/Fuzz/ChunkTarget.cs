using System.Text;
using Submission.Smtp.Content;

namespace Submission.Smtp.Tests.Fuzz;

/// <summary>The chunks of BDAT, cut anywhere: the message is their octets, and a CR or LF that is no part of CRLF, or a NUL, spoils it.</summary>
internal static class ChunkTarget
{
    private const int MaximumLine = 60;
    private const int MaximumSize = 300;
    private static readonly string Directory = Path.GetTempPath();

    public static void Run(byte[] input)
    {
        string text = Encoding.Latin1.GetString(input);
        bool isSpoiled = text.Replace("\r\n", "", StringComparison.Ordinal).AsSpan().ContainsAny("\r\n\0");
        bool isBounded = input.Length <= MaximumSize && Array.TrueForAll(text.Split("\r\n"), static line => line.Length + 2 <= MaximumLine);
        foreach (int[] cuts in Pieces.Cuts(input.Length))
        {
            Assert.Equal(isSpoiled ? null : text, Read(input, cuts, long.MaxValue, int.MaxValue));
            string? bounded = Read(input, cuts, MaximumSize, MaximumLine);
            if (isBounded) Assert.Equal(isSpoiled ? null : text, bounded);
            else if (input.Length > MaximumSize) Assert.Null(bounded);
        }
    }

    private static string? Read(byte[] input, int[] cuts, long maximumSize, int maximumLine)
    {
        using MessageSpool spool = new(maximumSize, 4096, Directory);
        ContentScanner scanner = new(maximumLine);
        foreach (ReadOnlyMemory<byte> piece in Pieces.Of(input, cuts)) scanner.Take(piece.Span, spool);
        scanner.End(spool);
        return spool.Complete() is { } body && body.TryGetMemory(out ReadOnlyMemory<byte> octets) ? Encoding.Latin1.GetString(octets.Span) : null;
    }
}
