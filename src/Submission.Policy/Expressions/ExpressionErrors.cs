using Submission.Policy.Specification;

namespace Submission.Policy.Expressions;

/// <summary>Collects what is wrong in one scalar, each with its place in the file.</summary>
internal sealed class ExpressionErrors(SpecScalar source, ICollection<SpecError> errors)
{
    private const int MaximumErrors = 20;

    public int Count { get; private set; }

    /// <summary>Adds an error.</summary>
    /// <param name="offset">Where in the scalar's text.</param>
    /// <param name="message">What is wrong.</param>
    /// <param name="mend">What would mend it.</param>
    public void Add(int offset, string message, string? mend = null)
    {
        if (Count++ < MaximumErrors) errors.Add(new SpecError(Locate(offset), message, mend));
    }

    // Where a text was folded or spans lines, the file's columns are not the text's: then the scalar's start is the honest place.
    private SpecLocation Locate(int offset)
    {
        if (source.IsBlock || source.Value.AsSpan().ContainsAny('\n', '\r')) return source.Location;
        return source.Location with { Column = source.Location.Column + offset + (source.IsQuoted ? 1 : 0) };
    }
}
