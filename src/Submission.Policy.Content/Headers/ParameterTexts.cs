namespace Submission.Policy.Content.Headers;

/// <summary>
/// Reads the texts that the wanted parameters of a field may have, and keeps the sections of those that are continued (RFC 2231, section 3) until the part ends. Not thread-safe.
/// </summary>
internal sealed class ParameterTexts
{
    private readonly string[] _wanted;
    private readonly bool _asOctets;
    private readonly List<ParameterReading> _readings = [];
    private readonly ContinuedParameter[] _continued;
    private int _characters;

    /// <summary>Reads the parameters of these names, in lower case.</summary>
    public ParameterTexts(params string[] wanted)
        : this(asOctets: false, wanted)
    {
    }

    /// <summary>As the other; where <paramref name="asOctets"/> is set, a value that is in no charset stays one character per octet.</summary>
    public ParameterTexts(bool asOctets, params string[] wanted)
    {
        _wanted = wanted;
        _asOctets = asOctets;
        _continued = new ContinuedParameter[HeaderViews.Maximum * wanted.Length];
        for (int i = 0; i < _continued.Length; i++) _continued[i] = new ContinuedParameter();
    }

    /// <summary>Whether sections wait for <see cref="EndContinued"/>.</summary>
    public bool HasContinued => _characters > 0;

    /// <summary>Adds the texts of a field, each distinct text once, with quotes and encoded words still in it.</summary>
    public void Read(ReadOnlySpan<byte> rawValue, List<string> into, WorkBudget budget)
    {
        string[] views = HeaderViews.Of(rawValue);
        for (int view = 0; view < views.Length; view++)
        {
            _readings.Clear();
            ParameterScanner.Scan(views[view], _wanted, _readings, budget);
            foreach (ParameterReading reading in _readings)
            {
                if (reading.Section < 0) Add(reading, into);
                else if (reading.Strict) Continue(reading, view, views.Length, budget);
            }
        }
    }

    /// <summary>Adds the texts that were continued, and forgets their sections.</summary>
    /// <returns>How many characters they had.</returns>
    public int EndContinued(List<string> into)
    {
        var whole = new List<string>();
        foreach (ContinuedParameter parameter in _continued)
        {
            parameter.Assemble(whole);
            parameter.Clear();
        }

        foreach (string text in whole.Distinct(StringComparer.Ordinal)) into.Add(text);
        int characters = _characters;
        _characters = 0;
        return characters;
    }

    private void Add(ParameterReading reading, List<string> into)
    {
        int from = into.Count;
        if (reading.Encoded) ExtendedValue.Decode(QuotedText.WithoutQuotes(reading.Value), into);
        into.Add(_asOctets ? reading.Value : Charsets.Guess(reading.Value)); // encoded or not: some readers see no star
        for (int i = into.Count - 1; i >= from; i--)
        {
            if (into.IndexOf(into[i], 0, from) >= 0) into.RemoveAt(i);
        }
    }

    // The views of fields that are written differently go together as far as they can.
    private void Continue(ParameterReading section, int view, int views, WorkBudget budget)
    {
        int last = view == views - 1 ? HeaderViews.Maximum - 1 : view;
        for (int i = view; i <= last; i++)
        {
            _characters += section.Value.Length + 1;
            if (!_continued[(i * _wanted.Length) + section.Attribute].TryAdd(section)) budget.Exhaust();
        }
    }
}
