using System.Collections.Immutable;
using System.Globalization;
using Submission.Policy.Specification;

namespace Submission.Policy.Yaml.Reading;

/// <summary>Collects errors, up to a limit.</summary>
internal sealed class SpecErrors(int maximum)
{
    private readonly List<SpecError> _errors = [];
    private readonly Dictionary<string, int> _fileOrder = new(StringComparer.Ordinal);

    public int Count => _errors.Count;

    public bool IsFull => _errors.Count >= maximum;

    /// <summary>Gives a file its place among the files: their errors come in the order in which they were noted.</summary>
    public void NoteFile(string file) => _fileOrder.TryAdd(file, _fileOrder.Count);

    public void Add(SpecLocation location, string message, string? mend = null, string? rule = null)
    {
        if (_errors.Count > maximum) return;
        NoteFile(location.File);
        SpecError error = _errors.Count < maximum
            ? new SpecError(location, message, mend) { Rule = rule }
            : new SpecError(location, string.Create(CultureInfo.InvariantCulture, $"Here more errors follow; only {maximum} are told."), "Mend those first.");
        _errors.Add(error);
    }

    /// <summary>Names the rule in the errors that were added since <paramref name="from"/>.</summary>
    public void NameRule(int from, string rule)
    {
        for (int i = from; i < _errors.Count; i++) _errors[i] = _errors[i] with { Rule = _errors[i].Rule ?? rule };
    }

    /// <summary>All errors by file in the order in which the files were noted or first had one, then by line and column.</summary>
    public ImmutableArray<SpecError> ToSorted() =>
    [
        .. _errors.OrderBy(error => _fileOrder[error.Location.File]).ThenBy(static error => error.Location.Line).ThenBy(static error => error.Location.Column),
    ];
}
