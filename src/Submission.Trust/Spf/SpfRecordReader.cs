using System.Collections.Immutable;

namespace Submission.Trust.Spf;

/// <summary>Reads records (RFC 7208, section 12), all of their terms, whatever is wrong with some.</summary>
internal static class SpfRecordReader
{
    private const int MostErrors = 20;

    public static SpfRecord Read(string text)
    {
        ImmutableArray<SpfDirective>.Builder directives = ImmutableArray.CreateBuilder<SpfDirective>();
        ImmutableArray<SpfSyntaxError>.Builder errors = ImmutableArray.CreateBuilder<SpfSyntaxError>();
        ImmutableArray<string>.Builder others = ImmutableArray.CreateBuilder<string>();
        SpfModifier? redirect = null;
        SpfModifier? explanation = null;
        int at = SpfRecord.Version.Length;
        while (at < text.Length && errors.Count < MostErrors)
        {
            if (text[at] == ' ')
            {
                at++;
                continue;
            }

            int end = text.IndexOf(' ', at);
            if (end < 0) end = text.Length;
            string term = text[at..end];
            if (ReadTerm(term) is { } problem) errors.Add(new SpfSyntaxError(at + problem.At, term, problem.Problem));
            at = end;
        }

        return new SpfRecord(text)
        {
            Directives = directives.ToImmutable(),
            Redirect = redirect,
            Explanation = explanation,
            Others = others.ToImmutable(),
            Errors = errors.ToImmutable(),
        };

        (int At, string Problem)? ReadTerm(string term)
        {
            int name = NameLength(term);
            if (name == 0 || name == term.Length || term[name] != '=')
            {
                (int, string)? problem = SpfDirectiveReader.Read(term, out SpfDirective? directive);
                if (directive is not null) directives.Add(directive);
                return problem;
            }

            bool isRedirect = term.AsSpan(0, name).Equals("redirect", StringComparison.OrdinalIgnoreCase);
            bool isExplanation = term.AsSpan(0, name).Equals("exp", StringComparison.OrdinalIgnoreCase);
            string value = term[(name + 1)..];
            if (!isRedirect && !isExplanation)
            {
                others.Add(term);
                return Shifted(MacroReader.Read(value, isExplanation: false, out _), name + 1);
            }

            if ((isRedirect ? redirect : explanation) is not null) return (0, "The modifier stands twice");
            if (Shifted(MacroReader.ReadDomain(value, out MacroString? target), name + 1) is { } wrong) return wrong;
            if (isRedirect) redirect = new SpfModifier(target!, term);
            else explanation = new SpfModifier(target!, term);
            return null;
        }
    }

    internal static (int At, string Problem)? Shifted((int At, string Problem)? problem, int by) => problem is { } it ? (it.At + by, it.Problem) : null;

    // A letter, then letters, digits and -_. : what stands before the "=" of a modifier.
    private static int NameLength(string term)
    {
        if (!char.IsAsciiLetter(term[0])) return 0;
        int at = 1;
        while (at < term.Length && (char.IsAsciiLetterOrDigit(term[at]) || term[at] is '-' or '_' or '.')) at++;
        return at;
    }
}
