using System.Collections.Immutable;
using System.Text;
using Submission.Policy.Content.Headers;

namespace Submission.Policy.Content.Names;

/// <summary>
/// Gathers the file names of a message in every plausible reading (check 14), bounded in number and length. Not thread-safe.
/// </summary>
internal sealed class AttachmentNames
{
    /// <summary>The most names that are kept.</summary>
    public const int MaximumCount = 65_536;

    /// <summary>The most characters that all names together may have.</summary>
    public const int MaximumCharacters = 4 * 1024 * 1024;

    private static readonly string[] Wanted = ["filename", "name"];

    private readonly HashSet<AttachmentName> _seen = [];
    private readonly ImmutableArray<AttachmentName>.Builder _names = ImmutableArray.CreateBuilder<AttachmentName>();
    private readonly WorkBudget _budget = new();
    private readonly List<ParameterReading> _readings = [];
    private int _characters;

    /// <summary>Whether names were left out, because there are too many or because a field would cost too much to read.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Starts the next part: what continues a name in another field belongs to one part.</summary>
    public void BeginPart() => _readings.Clear();

    /// <summary>Takes a header field of the current part; one that names nothing is ignored.</summary>
    /// <param name="name">The field's name, without the colon.</param>
    /// <param name="rawValue">What follows the colon, folds included.</param>
    public void AddField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> rawValue)
    {
        if (!NameFields.TryGetSource(name, out AttachmentNameSource source)) return;
        _budget.Refill(rawValue.Length);
        foreach (string view in HeaderViews.Of(rawValue))
        {
            _readings.Clear();
            ParameterScanner.Scan(view, Wanted, _readings, _budget);
            foreach (ParameterReading reading in _readings) Add(reading.Value, source);
        }

        if (_budget.IsExhausted) IsFull = true;
    }

    /// <summary>Takes a name that stood in text or within a container.</summary>
    public void Add(string name, AttachmentNameSource source)
    {
        string comparable = name;
        if (comparable.Length > 0) Keep(new AttachmentName(comparable, source));
    }

    /// <summary>Takes a name that stood in text or within a container, in whatever charset.</summary>
    public void Add(ReadOnlySpan<byte> name, AttachmentNameSource source) => Add(Encoding.UTF8.GetString(name), source);

    /// <summary>All names so far.</summary>
    public ImmutableArray<AttachmentName> ToImmutable() => _names.ToImmutable();

    private void Keep(AttachmentName name)
    {
        if (_names.Count >= MaximumCount || _characters + name.Name.Length > MaximumCharacters)
        {
            IsFull = true;
            return;
        }

        if (!_seen.Add(name)) return;
        _characters += name.Name.Length;
        _names.Add(name);
    }
}
