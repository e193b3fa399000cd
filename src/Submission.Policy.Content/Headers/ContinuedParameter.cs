using System.Text;

namespace Submission.Policy.Content.Headers;

/// <summary>
/// The sections of a value that was cut into several parameters (RFC 2231, section 3), and what readers make of them when some are missing, doubled or out of order. Not thread-safe.
/// </summary>
internal sealed class ContinuedParameter
{
    private const int MaximumSections = 1024;

    private readonly List<ParameterReading> _sections = [];
    private int _characters;

    /// <summary>Whether there is nothing to put together.</summary>
    public bool IsEmpty => _sections.Count == 0;

    /// <summary>Forgets all sections.</summary>
    public void Clear()
    {
        _sections.Clear();
        _characters = 0;
    }

    /// <summary>Takes a section; false where there are too many.</summary>
    public bool TryAdd(ParameterReading section)
    {
        _characters += section.Value.Length;
        if (_sections.Count >= MaximumSections || _characters > ParameterScanner.MaximumValueLength) return false;
        _sections.Add(section);
        return true;
    }

    /// <summary>Adds what the whole may be to <paramref name="into"/>, as text whose quotes and encoded words may still be in it.</summary>
    public void Assemble(List<string> into)
    {
        if (IsEmpty) return;
        List<ParameterReading> sorted = [.. _sections.OrderBy(static section => section.Section)];
        List<ParameterReading> firsts = OneOfEach(sorted, last: false);
        List<ParameterReading> gapless = [.. firsts.TakeWhile(static (section, place) => section.Section == place)];
        AddReadings(firsts, into);
        if (gapless.Count > 0 && gapless.Count < firsts.Count) AddReadings(gapless, into);
        if (firsts.Count < sorted.Count) AddReadings(OneOfEach(sorted, last: true), into);
        if (!_sections.SequenceEqual(firsts)) AddReadings(_sections, into);
    }

    private static List<ParameterReading> OneOfEach(List<ParameterReading> sorted, bool last)
    {
        var kept = new List<ParameterReading>(sorted.Count);
        foreach (ParameterReading section in sorted)
        {
            bool again = kept.Count > 0 && kept[^1].Section == section.Section;
            if (again && last) kept[^1] = section;
            if (!again) kept.Add(section);
        }

        return kept;
    }

    private static void AddReadings(List<ParameterReading> sections, List<string> into)
    {
        ParameterReading lead = sections.MinBy(static section => section.Section);
        ExtendedValue.CutCharset(lead.Value, out ReadOnlySpan<char> charset);
        string octets = Join(sections, lead, static section => section.Encoded);
        if (lead.Encoded) ExtendedValue.DecodePlain(octets, charset, into);
        else into.Add(Charsets.Guess(octets));
        if (sections.Exists(static section => !section.Encoded && section.Value.Contains('%', StringComparison.Ordinal)))
            ExtendedValue.DecodePlain(Join(sections, lead, static _ => true), charset, into);
        if (lead.Encoded && !Charsets.KeepsAscii(charset) && sections.Exists(static section => !section.Encoded)) into.Add(JoinDecoded(sections, lead, charset));
    }

    private static string Join(List<ParameterReading> sections, ParameterReading lead, Func<ParameterReading, bool> isEncoded)
    {
        var octets = new StringBuilder();
        foreach (ParameterReading section in sections)
        {
            if (!isEncoded(section)) octets.Append(section.Value);
            else octets.Append(PercentText.DecodeOctets(section == lead ? ExtendedValue.CutCharset(section.Value, out _) : section.Value));
        }

        return octets.ToString();
    }

    // Each section by itself: those without a star are not in the charset of the first.
    private static string JoinDecoded(List<ParameterReading> sections, ParameterReading lead, ReadOnlySpan<char> charset)
    {
        var text = new StringBuilder();
        foreach (ParameterReading section in sections)
        {
            string octets = Join([section], lead, static one => one.Encoded);
            text.Append(section.Encoded ? Charsets.Decode(Encoding.Latin1.GetBytes(octets), charset) : Charsets.Guess(octets));
        }

        return text.ToString();
    }
}
