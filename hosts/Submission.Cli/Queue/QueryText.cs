using System.Text;

namespace Submission.Cli.Queue;

/// <summary>Writes the query of a request; what has no value is left out. Not thread-safe.</summary>
internal sealed class QueryText
{
    private readonly StringBuilder _text = new();

    public QueryText Add(string name, string? value)
    {
        if (value is not null) _text.Append(_text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        return this;
    }

    /// <summary>The query with its question mark; empty where there is nothing in it.</summary>
    public override string ToString() => _text.ToString();
}
