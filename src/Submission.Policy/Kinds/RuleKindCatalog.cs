using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Submission.Policy.Rules.Attachments;
using Submission.Policy.Rules.Authenticate;
using Submission.Policy.Rules.Budget;
using Submission.Policy.Rules.Condition;
using Submission.Policy.Rules.Country;
using Submission.Policy.Rules.Dnsbl;
using Submission.Policy.Rules.Limit;
using Submission.Policy.Rules.Relayed;
using Submission.Policy.Rules.Resolve;
using Submission.Policy.Rules.Share;
using Submission.Policy.Rules.Spam;
using Submission.Policy.Rules.Virus;
using Submission.Policy.Specification;

namespace Submission.Policy.Kinds;

/// <summary>The rule kinds by their word in YAML. Frozen once made; thread-safe.</summary>
public sealed class RuleKindCatalog
{
    /// <summary>Words of the language whose kinds this version does not hold.</summary>
    internal static readonly FrozenSet<string> ReservedNames =
        FrozenSet<string>.Empty;

    private readonly FrozenDictionary<string, RuleKind> _kinds;

    /// <summary>Makes a catalog of the built-in kinds and others.</summary>
    /// <param name="additional">Kinds registered in C#.</param>
    /// <exception cref="ArgumentException">Two kinds have the same name, or a name is a common word of the language or not in kebab case.</exception>
    public RuleKindCatalog(IEnumerable<RuleKind> additional)
    {
        ArgumentNullException.ThrowIfNull(additional);
        var kinds = new Dictionary<string, RuleKind>(StringComparer.Ordinal);
        foreach (RuleKind kind in BuiltIn.Concat(additional))
        {
            if (!RuleId.IsValid(kind.Name) || CommonWords.All.Contains(kind.Name))
                throw new ArgumentException($"'{kind.Name}' cannot name a rule kind: it is not in kebab case, or is a common word of the language.", nameof(additional));
            if (!kinds.TryAdd(kind.Name, kind)) throw new ArgumentException($"There are two rule kinds with the name '{kind.Name}'.", nameof(additional));
        }

        _kinds = kinds.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The kinds that are part of the language.</summary>
    public static ImmutableArray<RuleKind> BuiltIn { get; } =
    [
        new ConditionKind(), new LimitKind(), new ShareKind(), new BudgetKind(), new ResolveKind(), new CountryKind(), new DnsblKind(), new AuthenticateKind(),
        new RelayedKind(), new AttachmentsKind(), new VirusKind(), new SpamKind(),
    ];

    /// <summary>The descriptions of all kinds, by name.</summary>
    public ImmutableArray<RuleKindDescription> Descriptions =>
        [.. _kinds.Values.Select(static kind => kind.Description).OrderBy(static description => description.Name, StringComparer.Ordinal)];

    internal IEnumerable<string> Names => _kinds.Keys;

    internal bool TryGet(string name, [NotNullWhen(true)] out RuleKind? kind) => _kinds.TryGetValue(name, out kind);
}
