using System.Collections.Immutable;
using Submission.Policy.Content.Headers;

namespace Submission.Policy.Content.Names;

/// <summary>
/// Gathers the file names of a message in every plausible reading (check 14), bounded in number, length and work. Not thread-safe.
/// </summary>
internal sealed class AttachmentNames
{
    /// <summary>The most names that are kept.</summary>
    public const int MaximumCount = 65_536;

    /// <summary>The most characters that all names together may have.</summary>
    public const int MaximumCharacters = 4 * 1024 * 1024;

    private readonly HashSet<AttachmentName> _seen = [];
    private readonly ImmutableArray<AttachmentName>.Builder _names = ImmutableArray.CreateBuilder<AttachmentName>();
    private readonly WorkBudget _budget = new();
    private readonly ParameterTexts _disposition = new("filename", "name");
    private readonly ParameterTexts _type = new("filename", "name");
    private readonly List<string> _texts = [];
    private readonly List<string> _readings = [];
    private readonly List<string> _comparable = [];
    private int _characters;

    /// <summary>Whether names were left out, because there are too many or because a field would cost too much to read; nothing more is read from then on.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Starts the next part: the sections of a name that is continued in another field belong to one part.</summary>
    public void BeginPart()
    {
        EndContinued(_disposition, AttachmentNameSource.Disposition);
        EndContinued(_type, AttachmentNameSource.Type);
    }

    /// <summary>Takes a header field of the current part; one that names nothing is ignored.</summary>
    /// <param name="name">The field's name, without the colon.</param>
    /// <param name="rawValue">What follows the colon, folds included.</param>
    public void AddField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> rawValue)
    {
        if (IsFull || !NameFields.TryGetSource(name, out AttachmentNameSource source)) return;
        _budget.Refill(rawValue.Length);
        _texts.Clear();
        if (source is AttachmentNameSource.Disposition) _disposition.Read(rawValue, _texts, _budget);
        else if (source is AttachmentNameSource.Type) _type.Read(rawValue, _texts, _budget);
        else WholeValues.Read(rawValue, _texts, _budget);
        AddTexts(source);
    }

    /// <summary>Takes a name that stood in text or within a container.</summary>
    public void Add(string name, AttachmentNameSource source)
    {
        if (IsFull) return;
        _budget.Refill(name.Length);
        _texts.Clear();
        _texts.Add(name);
        AddTexts(source);
    }

    /// <summary>Takes a name that stood in text or within a container, in whatever charset.</summary>
    public void Add(ReadOnlySpan<byte> name, AttachmentNameSource source)
    {
        if (!IsFull) Add(Charsets.Guess(name), source);
    }

    /// <summary>All names so far. A name whose sections go on in another field of the current part ends here.</summary>
    public ImmutableArray<AttachmentName> ToImmutable()
    {
        BeginPart();
        return _names.ToImmutable();
    }

    private void EndContinued(ParameterTexts names, AttachmentNameSource source)
    {
        if (!names.HasContinued) return;
        _texts.Clear();
        _budget.Refill(names.EndContinued(_texts));
        AddTexts(source);
    }

    private void AddTexts(AttachmentNameSource source)
    {
        foreach (string text in _texts)
        {
            _readings.Clear();
            TextReadings.Expand(text, _readings, _budget);
            foreach (string reading in _readings) AddReading(reading, source);
        }

        if (_budget.IsExhausted) IsFull = true;
    }

    private void AddReading(string reading, AttachmentNameSource source)
    {
        _comparable.Clear();
        ComparableName.Read(source == AttachmentNameSource.Location ? LocationName.Read(reading) : reading, _comparable);
        foreach (string name in _comparable) Keep(new AttachmentName(name, source));
    }

    private void Keep(AttachmentName name)
    {
        if (_seen.Contains(name)) return;
        if (_names.Count >= MaximumCount || _characters + name.Name.Length > MaximumCharacters)
        {
            IsFull = true;
            return;
        }

        _seen.Add(name);
        _characters += name.Name.Length;
        _names.Add(name);
    }
}
