using System.CommandLine;
using Submission.Policy;

namespace Submission.Cli.Advise;

/// <summary>Writes what a gateway is asked for advice.</summary>
internal static class AdviseTarget
{
    public static string Of(ParseResult parsed, DomainName domain, AdviseOptionSet options)
    {
        List<string> query = [];
        if (parsed.GetValue(options.Include) is { } include) query.Add("include=" + Uri.EscapeDataString(include));
        if (parsed.GetValue(options.Exchangers) is { Length: > 0 } exchangers) query.Add("mx=" + Uri.EscapeDataString(string.Join(',', exchangers)));
        if (parsed.GetValue(options.Selectors) is { Length: > 0 } selectors) query.Add("selectors=" + Uri.EscapeDataString(string.Join(',', selectors.Select(static it => AdviseOptionSet.SelectorOf(it).Name))));
        if (parsed.GetValue(options.Reports) is { } reports) query.Add("reports=" + Uri.EscapeDataString(reports));
        return $"advice/{Uri.EscapeDataString(domain.Value)}{(query.Count == 0 ? "" : "?" + string.Join('&', query))}";
    }
}
