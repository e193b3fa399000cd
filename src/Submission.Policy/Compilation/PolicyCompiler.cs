using System.Collections.Immutable;
using Submission.Policy.Engine;
using Submission.Policy.Expressions;
using Submission.Policy.Kinds;
using Submission.Policy.Specification;

namespace Submission.Policy.Compilation;

/// <summary>Turns what was written into what can judge; collects every error on the way.</summary>
internal static class PolicyCompiler
{
    private const string WebmailNetworks = "webmail_networks";

    public static CompiledPolicy Compile(PolicySpec spec, RuleKindCatalog kinds, IEnumerable<IPolicyRule> additional, HostView view, ICollection<SpecError> errors)
    {
        Dictionary<string, PolicyList> lists = CompileLists(spec, errors);
        var rules = new List<CompiledRule>();
        var compiler = new RuleCompiler(kinds, lists, errors);
        foreach (RuleSpec rule in spec.Rules)
        {
            if (compiler.Compile(rule) is { } compiled) rules.Add(compiled);
        }

        ReachabilityCheck.Run(rules, spec, errors);
        foreach (IPolicyRule rule in additional)
        {
            var compiled = new CompiledRule(rule, "custom");
            if (compiled.Stages == PolicyStages.None)
                errors.Add(new SpecError(new SpecLocation(spec.Name, 1, 1), $"The rule '{compiled.Id}' has no stage, so that it would never be asked."));
            if (rules.Exists(other => other.Id == compiled.Id))
                errors.Add(new SpecError(new SpecLocation(spec.Name, 1, 1), $"The rule '{compiled.Id}' is there twice: in C# and in the policy, or twice in C#."));
            rules.Add(compiled);
        }

        lists.TryGetValue(WebmailNetworks, out PolicyList? webmail);
        ImmutableArray<CompiledRule> asked = SeenRules.Of([.. rules], view, out ImmutableArray<UnseenRule> unseen);
        return new CompiledPolicy(spec.Name, spec.About, asked, unseen, webmail);
    }

    private static Dictionary<string, PolicyList> CompileLists(PolicySpec spec, ICollection<SpecError> errors)
    {
        var lists = new Dictionary<string, PolicyList>(StringComparer.Ordinal);
        foreach (ListSpec list in spec.Lists)
        {
            if (list.Items.Length > PolicyList.MaximumItems)
            {
                errors.Add(new SpecError(list.Name.Location, $"The list '{list.Name.Value}' has more than {PolicyList.MaximumItems} items."));
                continue;
            }

            if (string.Equals(list.Name.Value, WebmailNetworks, StringComparison.Ordinal)) CheckNetworks(list, errors);
            lists.TryAdd(list.Name.Value, new PolicyList(list.Name.Value, [.. list.Items.Select(static item => item.Value)]));
        }

        return lists;
    }

    // client.webmail reads this list, so that no expression ever sees its items and would complain of them.
    private static void CheckNetworks(ListSpec list, ICollection<SpecError> errors)
    {
        NetworkSet.Parse([.. list.Items.Select(static item => item.Value)], out ImmutableArray<NetworkProblem> problems);
        foreach (NetworkProblem problem in problems) errors.Add(new SpecError(list.Items[problem.Index].Location, problem.Message, problem.Mend));
    }
}
