using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Submission.Policy.Yaml.Reading;

/// <summary>The parser's events; what the parser throws becomes a value here and nowhere else.</summary>
internal sealed class YamlEvents
{
    private readonly Scanner _scanner;
    private readonly Parser _parser;

    public YamlEvents(DocumentText document)
    {
        _scanner = new Scanner(new StringReader(document.Text), skipComments: true);
        _parser = new Parser(_scanner);
    }

    /// <summary>Why the parser gave up; <see langword="null"/> while it has not.</summary>
    public YamlFailure? Failure { get; private set; }

    /// <summary>The event at hand.</summary>
    public ParsingEvent? Current { get; private set; }

    /// <summary>Moves to the first event of the next document; <see langword="false"/> at the end and after a failure.</summary>
    public bool MoveToDocument()
    {
        while (MoveNext())
        {
            if (Current is DocumentStart) return MoveNext();
        }

        return false;
    }

    /// <summary>Moves to the next event; <see langword="false"/> at the end and after a failure.</summary>
    public bool MoveNext()
    {
        if (Failure is not null) return false;
        try
        {
            bool moved = _parser.MoveNext();
            Current = moved ? _parser.Current : null;
            return moved;
        }
        catch (YamlException exception)
        {
            Failure = new YamlFailure(exception.Start, exception.End, _scanner.CurrentPosition, exception.Message);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or FormatException or OverflowException or IndexOutOfRangeException or NullReferenceException or InvalidCastException or KeyNotFoundException)
        {
            // The parser's own slips on text that is no YAML: an unclosed bracket, an escape beyond Unicode.
            Mark position = _scanner.CurrentPosition;
            Failure = new YamlFailure(position, position, position, "The parser found no sense in it.") { HasNoPlace = true };
        }

        Current = null;
        return false;
    }
}

/// <summary>Why the parser gave up.</summary>
/// <param name="Start">Where that begins which it could not read.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Position">How far the text was read.</param>
/// <param name="Message">Its own words.</param>
internal sealed record YamlFailure(Mark Start, Mark End, Mark Position, string Message)
{
    /// <summary>Whether the parser could not tell the place, so that it is only near <see cref="Position"/>.</summary>
    public bool HasNoPlace { get; init; }
}
