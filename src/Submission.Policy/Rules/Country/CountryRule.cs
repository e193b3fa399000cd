using System.Collections.Immutable;
using Submission.Policy.Expressions;
using Submission.Policy.Kinds;
using Submission.Policy.Lookups;

namespace Submission.Policy.Rules.Country;

/// <summary>Refuses where the country of an address is not allowed (check 6).</summary>
internal sealed class CountryRule : IPolicyRule, IObservedRule
{
    private readonly CompiledExpression _allowed;
    private readonly CompiledExpression? _also;
    private readonly bool _refusesUnknown;
    private readonly RuleReply _reply;

    public CountryRule(RuleId id, PolicyStages stages, CompiledExpression allowed, CompiledExpression? also, bool refusesUnknown, RuleReply reply)
    {
        Id = id;
        Stages = stages;
        _allowed = allowed;
        _also = also;
        _refusesUnknown = refusesUnknown;
        _reply = reply;
        Fact[] country = FactCatalog.TryGet("client.country", out Fact? fact) ? [fact] : [];
        Facts = [.. country.Concat(allowed.Facts).Concat(also?.Facts ?? []).Distinct()];
    }

    public RuleId Id { get; }

    public PolicyStages Stages { get; }

    public IReadOnlyList<Fact> Facts { get; }

    public ValueTask<Verdict> EvaluateAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        LookupResult<string> country = context.Country;
        if (country.IsUnavailable) return new(Verdict.Unavailable(country.Reason ?? "the country could not be looked up"));
        if (!country.IsFound) return new(_refusesUnknown ? _reply.Refuse(context, "the country is not known") : Verdict.Accept);
        if (IsAmong(context, _allowed, country.Value) || IsAmong(context, _also, country.Value)) return new(Verdict.Accept);
        return new(_reply.Refuse(context, $"{country.Value} is not allowed"));
    }

    private static bool IsAmong(PolicyContext context, CompiledExpression? list, string country)
    {
        if (list is null || !list.TryEvaluateStrings(context, out ImmutableArray<string> countries)) return false;
        foreach (string candidate in countries)
        {
            if (string.Equals(candidate, country, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
