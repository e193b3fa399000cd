using System.Text;
using System.Text.RegularExpressions;

namespace Submission.Policy.Expressions;

/// <summary>
/// Regular expressions of RE2, the syntax of CEL, on .NET's engine that takes linear time. Where the two read the same characters differently (<c>$</c>,
/// <c>\d</c>, <c>\w</c>, <c>\s</c>), RE2's meaning is written out.
/// </summary>
internal static class LinearPattern
{
    /// <summary>The longest pattern, in characters.</summary>
    public const int MaximumLength = 512;

    /// <summary>The longest text that a pattern looks at: linear time still has a factor, which the pattern's author chooses.</summary>
    public const int MaximumTextLength = 1024;

    /// <summary>Compiles a pattern.</summary>
    /// <returns>The pattern; <see langword="null"/> with the reason where it is none.</returns>
    public static Regex? Compile(string pattern, out string? problem)
    {
        problem = pattern.Length > MaximumLength ? "is longer than 512 characters" : null;
        if (PatternSize.Of(pattern) > PatternSize.Maximum) problem ??= "is too large once its repetitions are written out";
        if (problem is not null) return null;
        try
        {
            return new Regex(Translate(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (ArgumentException)
        {
            problem = "is no regular expression";
        }
        catch (NotSupportedException)
        {
            problem = "asks for a look-around or a back-reference, or is too large: it could not be matched in linear time";
        }

        return null;
    }

    private static string Translate(string pattern)
    {
        StringBuilder result = new(pattern.Length + 16);
        bool isInClass = false;
        bool isMultiline = pattern.Contains("(?", StringComparison.Ordinal) && pattern.AsSpan().IndexOf("m)") >= 0;
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
            {
                result.Append(Escape(pattern[++i], isInClass));
                continue;
            }

            if (c == '[' && !isInClass) isInClass = true;
            else if (c == ']' && isInClass && !IsFirstInClass(pattern, i)) isInClass = false;

            if (c == '$' && !isInClass && !isMultiline) result.Append(@"\z");
            else if (c == '(' && !isInClass && pattern.AsSpan(i).StartsWith("(?P<")) result.Append("(?<");
            else result.Append(c);
            if (c == '(' && !isInClass && pattern.AsSpan(i).StartsWith("(?P<")) i += 3;
        }

        return result.ToString();
    }

    private static bool IsFirstInClass(string pattern, int index) => pattern[index - 1] == '[' || (pattern[index - 1] == '^' && index > 1 && pattern[index - 2] == '[');

    private static string Escape(char kind, bool isInClass) => (kind, isInClass) switch
    {
        ('d', true) => "0-9",
        ('w', true) => "0-9A-Za-z_",
        ('s', true) => @"\t\n\f\r ",
        ('d', false) => "[0-9]",
        ('w', false) => "[0-9A-Za-z_]",
        ('s', false) => @"[\t\n\f\r ]",
        ('D', false) => "[^0-9]",
        ('W', false) => "[^0-9A-Za-z_]",
        ('S', false) => @"[^\t\n\f\r ]",
        _ => "\\" + kind,
    };
}
