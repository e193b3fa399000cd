using System.Buffers;

namespace Submission.Policy.Content.Headers;

/// <summary>
/// Finds parameters in a view of a field and reads each in every plausible way: by the book, quotes within, semicolons that end a value or do not. Linear, whatever the field.
/// </summary>
internal static class ParameterScanner
{
    /// <summary>The longest value that is read, in octets; a longer one exhausts the budget.</summary>
    public const int MaximumValueLength = 65_536;

    /// <summary>The most readings of one view; more exhaust the budget.</summary>
    public const int MaximumReadings = 512;

    private static readonly SearchValues<char> NameEnds = SearchValues.Create("()<>@,;:\\\"/[]?= \t");

    // A mailer that forgets the quotes does so for colons, slashes and equals signs, too.
    private static readonly SearchValues<char> TokenEnds = SearchValues.Create("()<>@,;\\\"[] \t");

    /// <summary>Adds the readings of all parameters that are named one of <paramref name="wanted"/>, in their order.</summary>
    public static void Scan(string view, ReadOnlySpan<string> wanted, List<ParameterReading> into, WorkBudget budget)
    {
        int equals = -1;
        while ((equals = view.IndexOf('=', equals + 1)) >= 0)
        {
            int attribute = ParameterName.Read(view, equals, wanted, out int section, out bool encoded);
            if (attribute < 0) continue;
            ReadOnlySpan<char> value = view.AsSpan(equals + 1).TrimStart(" \t");
            var readings = new Readings(into, new ParameterReading(attribute, "", section, encoded, false), budget, value.Length > MaximumValueLength);
            if (value.Length > MaximumValueLength) value = value[..MaximumValueLength];
            if (!value.IsEmpty && value[0] == '"') ReadQuoted(value, readings);
            else ReadBare(value, readings);
            if (budget.IsExhausted) return;
        }
    }

    private static void ReadQuoted(ReadOnlySpan<char> value, Readings readings)
    {
        int close = EndOfQuoted(value);
        ReadOnlySpan<char> content = value[1..close];
        readings.Add(QuotedText.Unescape(content), strict: true, toEnd: close == value.Length);
        int firstQuote = value[1..].IndexOf('"') + 1;
        if (content.Contains('\\') && firstQuote > 0) readings.Add(value[1..firstQuote].ToString());

        int after = Math.Min(close + 1, value.Length);
        ReadOnlySpan<char> rest = value[after..].TrimStart(" \t");
        if (!rest.IsEmpty && rest[0] != ';') AddTo(EndOutsideQuotes(value), value, readings);
        int semicolon = value.IndexOf(';');
        if (semicolon >= 0 && semicolon < close) AddTo(semicolon, value, readings);
        int extended = EndBeforeNextParameter(value, after);
        if (extended > after) AddTo(extended, value, readings);
    }

    private static void ReadBare(ReadOnlySpan<char> value, Readings readings)
    {
        AddTo(EndOutsideQuotes(value), value, readings, strict: true);
        AddTo(value.IndexOf(';'), value, readings);
        AddTo(EndBeforeNextParameter(value, 0), value, readings);
        AddTo(value.IndexOfAny(" \t;"), value, readings);
        int token = value.IndexOfAny(TokenEnds);
        if (token > 0) AddTo(token, value, readings);
    }

    private static void AddTo(int end, ReadOnlySpan<char> value, Readings readings, bool strict = false)
    {
        if (end < 0) end = value.Length;
        readings.Add(value[..end].TrimEnd(" \t").ToString(), strict, end == value.Length);
    }

    // The place of the closing quote, or the end.
    private static int EndOfQuoted(ReadOnlySpan<char> value)
    {
        for (int i = 1; i < value.Length; i++)
        {
            if (value[i] == '\\') i++;
            else if (value[i] == '"') return i;
        }

        return value.Length;
    }

    private static int EndOutsideQuotes(ReadOnlySpan<char> value)
    {
        bool quoted = false;
        for (int i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\') i++;
            else if (value[i] == '"') quoted = !quoted;
            else if (!quoted && value[i] == ';') return i;
        }

        return value.Length;
    }

    // The next semicolon that a name and an equals sign follow, or nothing.
    private static int EndBeforeNextParameter(ReadOnlySpan<char> value, int from)
    {
        int end = from;
        while (true)
        {
            int semicolon = value[end..].IndexOf(';');
            if (semicolon < 0) return value.Length;
            semicolon += end;
            ReadOnlySpan<char> rest = value[(semicolon + 1)..].TrimStart(" \t");
            if (rest.IsEmpty || StartsWithParameter(rest)) return semicolon;
            end = value.Length - rest.Length;
        }
    }

    private static bool StartsWithParameter(ReadOnlySpan<char> rest)
    {
        int end = rest.IndexOfAny(NameEnds);
        return end > 0 && rest[end..].TrimStart(" \t") is ['=', ..];
    }

    private readonly struct Readings(List<ParameterReading> into, ParameterReading parameter, WorkBudget budget, bool cut)
    {
        private readonly int _start = into.Count;

        public void Add(string value, bool strict = false, bool toEnd = false)
        {
            if (cut && toEnd) budget.Exhaust();
            if (!budget.TryTake(value.Length + 1)) return;
            for (int i = _start; i < into.Count; i++)
            {
                if (string.Equals(into[i].Value, value, StringComparison.Ordinal)) return;
            }

            if (into.Count >= MaximumReadings) budget.Exhaust();
            else into.Add(parameter with { Value = value, Strict = strict });
        }
    }
}
