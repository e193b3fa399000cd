using System.Text;

namespace Submission.Cli.Session;

/// <summary>Reads lines. A read of a terminal cannot be broken off, but waiting for it can.</summary>
/// <param name="reader">Where the lines come from.</param>
/// <param name="isTerminal">Whether somebody types them: the terminal then edits the line. What is piped is cut at a bound.</param>
internal sealed class LineReader(TextReader reader, bool isTerminal)
{
    public const int MaximumLength = 64 * 1024;

    /// <summary>Reads the next line.</summary>
    /// <returns>The line; <see langword="null"/> at the end.</returns>
    public Task<string?> ReadAsync(CancellationToken cancellationToken) => Task.Run(() => isTerminal ? reader.ReadLine() : ReadBounded(), cancellationToken).WaitAsync(cancellationToken);

    private string? ReadBounded()
    {
        var line = new StringBuilder();
        int next;
        while ((next = reader.Read()) is not (-1 or '\n'))
        {
            if (line.Length < MaximumLength) line.Append((char)next);
        }

        if (next == -1 && line.Length == 0) return null;
        if (line.Length > 0 && line[^1] == '\r') line.Length--;
        return line.ToString();
    }
}
