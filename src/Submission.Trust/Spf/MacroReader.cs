using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace Submission.Trust.Spf;

/// <summary>Reads macro-strings and domain-specs (RFC 7208, section 7.1).</summary>
internal static class MacroReader
{
    private const string Letters = "slodiphv";
    private const string ExplanationLetters = "slodiphvcrt";
    // More parts than any name has; larger numbers mean the same.
    private const int MostParts = 1000;
    private static readonly SearchValues<char> DelimiterCharacters = SearchValues.Create(".-+,/_=");

    /// <summary>Reads a domain-spec, which ends in a macro or in a dot and a top label.</summary>
    /// <param name="text">The text.</param>
    /// <param name="result">The domain-spec where there is no problem.</param>
    /// <returns>Where and what the problem is; <see langword="null"/> for none.</returns>
    public static (int At, string Problem)? ReadDomain(string text, out MacroString? result)
    {
        if (text.Length == 0)
        {
            result = null;
            return (0, "The domain is missing");
        }

        if (Read(text, isExplanation: false, out result, out int tail) is { } problem) return problem;
        if (tail == text.Length || EndsInTopLabel(text.AsSpan(tail))) return null;
        result = null;
        return (tail, "The domain does not end in a dot and a top-level name, such as .example, or in a macro");
    }

    /// <summary>Reads a macro-string, or where <paramref name="isExplanation"/>, an explanation, which may have spaces and three more macros.</summary>
    public static (int At, string Problem)? Read(string text, bool isExplanation, out MacroString? result) => Read(text, isExplanation, out result, out _);

    private static (int At, string Problem)? Read(string text, bool isExplanation, out MacroString? result, out int tail)
    {
        (result, tail) = (null, 0);
        ImmutableArray<MacroPart>.Builder parts = ImmutableArray.CreateBuilder<MacroPart>();
        var literal = new StringBuilder();
        int at = 0;
        while (at < text.Length)
        {
            char c = text[at];
            if (c != '%')
            {
                if (c is < '!' or > '~' && !(isExplanation && c == ' ')) return (at, Unprintable(c));
                literal.Append(c);
                at++;
                continue;
            }

            char next = at + 1 < text.Length ? text[at + 1] : '\0';
            if (next != '{')
            {
                string? plain = next switch { '%' => "%", '_' => " ", '-' => "%20", _ => null };
                if (plain is null) return (at, "A '%' must begin a macro, or be written %%");
                literal.Append(plain);
                at += 2;
            }
            else
            {
                if (literal.Length > 0) parts.Add(MacroPart.Of(literal.ToString()));
                literal.Clear();
                int end = text.IndexOf('}', at);
                if (end < 0) return (at, "The macro has no closing brace");
                if (ReadMacro(text.AsSpan(at + 2, end - at - 2), isExplanation, out MacroPart macro) is { } problem) return (at, problem);
                parts.Add(macro);
                at = end + 1;
            }

            tail = at;
        }

        if (literal.Length > 0) parts.Add(MacroPart.Of(literal.ToString()));
        result = new MacroString(text, parts.ToImmutable());
        return null;
    }

    private static string? ReadMacro(ReadOnlySpan<char> text, bool isExplanation, out MacroPart macro)
    {
        macro = default;
        if (text.IsEmpty) return "The macro has no letter";
        char letter = char.ToLowerInvariant(text[0]);
        if (!Letters.Contains(letter, StringComparison.Ordinal) && !(isExplanation && ExplanationLetters.Contains(letter, StringComparison.Ordinal)))
            return ExplanationLetters.Contains(letter, StringComparison.Ordinal) ? "This macro is allowed in explanations only" : "There is no macro of this letter";
        int at = 1;
        int count = 0;
        for (; at < text.Length && char.IsAsciiDigit(text[at]); at++) count = Math.Min(MostParts, (count * 10) + (text[at] - '0'));
        if (at > 1 && count == 0) return "A macro cannot take 0 parts";
        bool isReversed = at < text.Length && text[at] is 'r' or 'R';
        if (isReversed) at++;
        ReadOnlySpan<char> delimiters = text[at..];
        if (delimiters.ContainsAnyExcept(DelimiterCharacters)) return "The macro has a character that is no digit, no 'r' and no delimiter";
        macro = new MacroPart(null, letter, letter != text[0], count, isReversed, delimiters.ToString());
        return null;
    }

    private static string Unprintable(char c) =>
        c == ' ' ? "There is a space within the term" : $"There is a character that is not printable ASCII (U+{(int)c:X4})";

    private static bool EndsInTopLabel(ReadOnlySpan<char> text)
    {
        if (text.EndsWith(".")) text = text[..^1];
        int dot = text.LastIndexOf('.');
        if (dot < 0) return false;
        ReadOnlySpan<char> label = text[(dot + 1)..];
        if (label.IsEmpty || label[0] == '-' || label[^1] == '-') return false;
        bool isNumber = true;
        foreach (char c in label)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-') return false;
            isNumber &= char.IsAsciiDigit(c);
        }

        return !isNumber;
    }
}
