using System.Text;

namespace Submission.Cli.Session;

/// <summary>Reads lines of bounded length. A read of a terminal cannot be broken off, so that waiting for it can.</summary>
internal sealed class LineReader(TextReader reader)
{
    public const int MaximumLength = 64 * 1024;

    /// <summary>Reads the next line.</summary>
    /// <returns>The line, what is beyond the bound cut off; <see langword="null"/> at the end.</returns>
    public Task<string?> ReadAsync(CancellationToken cancellationToken) => Task.Run(Read, cancellationToken).WaitAsync(cancellationToken);

    private string? Read()
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
