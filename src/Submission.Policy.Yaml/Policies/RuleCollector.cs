using System.Collections.Immutable;
using Submission.Policy.Specification;
using Submission.Policy.Yaml.Reading;

namespace Submission.Policy.Yaml.Policies;

/// <summary>Gathers the rules of a policy from its documents and puts them in the order that the policy lists.</summary>
internal sealed class RuleCollector(SpecErrors errors)
{
    private readonly Dictionary<string, RuleSpec> _rules = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];
    private readonly HashSet<string> _broken = new(StringComparer.Ordinal);

    /// <summary>Whether some files were not read, so that a rule that was not found may well be there.</summary>
    public bool IsIncomplete { get; set; }

    /// <summary>Notes a rule that is there but could not be read, lest it be called missing.</summary>
    public void AddBroken(string id) => _broken.Add(id);

    /// <summary>Adds the rule of a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="stem">The name of its file without the extension; <see langword="null"/> where it tells nothing.</param>
    public void Add(YamlDocument document, string? stem)
    {
        if (document.Root is not SpecMapping body)
        {
            if (document.Root is { } node) errors.Add(node.Location, "A rule is a mapping of words to values.", "Begin it with 'rule: id'.");
            AddGuess(document, stem);
        }
        else if (body.TryGet("rule", out SpecEntry? entry))
        {
            AddRule(body, entry, document, stem);
        }
        else
        {
            AddGuess(document, stem);
            if (body.TryGet("policy", out SpecEntry? policy))
                errors.Add(policy.Key.Location, "A policy stands here among its rules.", "Only the first document of policy.yaml can be the policy.");
            else
                errors.Add(body.Location, "The word 'rule' is missing in this rule.", MendMissing(body));
        }
    }

    /// <summary>The rules in the order of the list, then those that it forgot.</summary>
    /// <param name="listed">The list; default where there is none to go by.</param>
    /// <param name="header">The name of the file with the list.</param>
    public ImmutableArray<RuleSpec> Arrange(ImmutableArray<SpecScalar> listed, string header)
    {
        ImmutableArray<RuleSpec>.Builder arranged = ImmutableArray.CreateBuilder<RuleSpec>();
        var places = new Dictionary<string, SpecLocation>(StringComparer.Ordinal);
        foreach (SpecScalar id in listed.IsDefault ? [] : listed)
        {
            if (!places.TryAdd(id.Value, id.Location))
                errors.Add(id.Location, $"The rule '{Excerpt.Of(id.Value)}' is listed a second time; the first is at {places[id.Value]}.", "Remove one of the two.", id.Value);
            else if (_rules.TryGetValue(id.Value, out RuleSpec? rule))
                arranged.Add(rule);
            else if (!IsIncomplete && !_broken.Contains(id.Value))
                errors.Add(id.Location, $"There is no rule '{Excerpt.Of(id.Value)}'.", MendAbsent(id.Value), id.Value);
        }

        foreach (string id in _order)
        {
            if (places.ContainsKey(id)) continue;
            RuleSpec rule = _rules[id];
            arranged.Add(rule);
            if (!listed.IsDefault) errors.Add(rule.Id.Location, $"The rule '{id}' is not listed under 'rules' in {header}.", "Add it there at its place in the order.", id);
        }

        return arranged.ToImmutable();
    }

    private void AddRule(SpecMapping body, SpecEntry entry, YamlDocument document, string? stem)
    {
        if (entry.Value is not SpecScalar id)
        {
            errors.Add(entry.Value.Location, "The id of a rule is a text.", "Write 'rule: id'.");
            AddGuess(document, stem);
        }
        else if (!RuleId.IsValid(id.Value))
        {
            errors.Add(id.Location, $"'{Excerpt.Of(id.Value)}' cannot be the id of a rule.", KebabCase.Mend(id.Value));
            AddGuess(document, stem);
        }
        else if (_rules.TryAdd(id.Value, new RuleSpec(id, body)))
        {
            _order.Add(id.Value);
        }
        else
        {
            errors.Add(id.Location, $"A rule '{Excerpt.Of(id.Value)}' is here a second time; the first is at {_rules[id.Value].Id.Location}.", "Give one of the two another id.", id.Value);
        }
    }

    private void AddGuess(YamlDocument document, string? stem)
    {
        if (document.Text.Guess("rule") is { } guess) _broken.Add(guess);
        if (stem is not null) _broken.Add(stem);
    }

    private static string MendMissing(SpecMapping body)
    {
        SpecEntry? near = body.Entries.FirstOrDefault(static entry => Spelling.Nearest(entry.Key.Value, ["rule"]) is not null);
        return near is null ? "Add a line 'rule: id'." : $"Did you mean 'rule' where '{Excerpt.Of(near.Key.Value)}' stands?";
    }

    private string MendAbsent(string id) =>
        Spelling.Nearest(id, _order) is { } near ? $"Did you mean '{near}'?" : $"Write it into rules/{id}.yaml, or remove it from the list.";
}
