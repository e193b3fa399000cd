using System.Globalization;
using Submission.Policy.Lookups;
using Submission.Policy.Specification;

namespace Submission.Policy.Testing.Cases;

/// <summary>Reads what a case lets the scanners say, of one message or of every one.</summary>
internal sealed class ScannerReader(CaseBinder binder)
{
    private const string Unavailable = "unavailable";
    private const string SpamMend = "Write ham, spam, unavailable, or for example { verdict: spam, score: 12.5 }.";

    public LookupResult<string> Virus(SpecNode node, string what)
    {
        string name = binder.Text(node, what);
        if (name is Unavailable) return LookupResult<string>.Unavailable("the virus scanner does not answer");
        if (name.Length > 0) return name is "clean" ? FakeVirusScanner.Clean : LookupResult<string>.Found(name);
        if (node is SpecScalar) binder.Error(node.Location, $"{what} is clean, unavailable, or the name of a virus.");
        return FakeVirusScanner.Clean;
    }

    public LookupResult<SpamScan> Spam(SpecNode node, string what)
    {
        if (node is SpecMapping) return Scored(node, what);
        string verdict = binder.Text(node, what);
        if (verdict is Unavailable) return LookupResult<SpamScan>.Unavailable("the spam scanner does not answer");
        if (Verdict(verdict) is { } known) return known;
        if (node is SpecScalar) binder.Error(node.Location, $"'{verdict}' is no judgement of a spam scanner.", SpamMend);
        return FakeSpamScanner.Ham;
    }

    private LookupResult<SpamScan> Scored(SpecNode node, string what)
    {
        if (binder.Mapping(node, what, "verdict", "score") is not { } mapping) return FakeSpamScanner.Ham;
        if (Verdict(binder.Text(mapping, "verdict")) is not { Value: { } scan })
        {
            binder.Error(node.Location, $"{what} needs a verdict.", SpamMend);
            return FakeSpamScanner.Ham;
        }

        return LookupResult<SpamScan>.Found(scan with { Score = Score(mapping) ?? scan.Score });
    }

    private double? Score(SpecMapping mapping)
    {
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (!mapping.TryGet("score", out SpecEntry? entry)) return null;
        string text = binder.Text(entry.Value, "'score'");
        if (double.TryParse(text, Styles, CultureInfo.InvariantCulture, out double score) && double.IsFinite(score)) return score;
        if (entry.Value is SpecScalar) binder.Error(entry.Value.Location, $"'{text}' is not a score.", "Write a number, for example 12.5.");
        return null;
    }

    private static LookupResult<SpamScan>? Verdict(string? text) => text switch
    {
        "ham" => FakeSpamScanner.Ham,
        "spam" => FakeSpamScanner.Spam,
        _ => null,
    };
}
