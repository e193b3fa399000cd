using Submission.Policy.Expressions;
using Submission.Policy.Kinds;
using Submission.Policy.Specification;

namespace Submission.Policy.Rules.Country;

internal sealed class CountryKind() : RuleKind(new RuleKindDescription(
    "country",
    "Refuses where the country of an address is not allowed.",
    [
        new("of", RuleKindWordType.Expression, false, "The address: client.ip, which is also the default."),
        new("allowed", RuleKindWordType.Expression, true, "The allowed countries: a list of ISO 3166-1 alpha-2 codes."),
        new("also", RuleKindWordType.Expression, false, "More countries that are allowed, for example account.countries."),
        new("unknown", RuleKindWordType.Text, false, "What a country that the database does not know means: accept (the default) or refuse.", ["accept", "refuse"]),
    ]))
{
    public override IPolicyRule? Build(RuleBinder binder)
    {
        _ = binder.Expression("of", required: false, ExpressionType.Ip); // client.ip is the only address there is
        CompiledExpression? allowed = binder.Expression("allowed", required: true, ExpressionType.StringList);
        CompiledExpression? also = binder.Expression("also", required: false, ExpressionType.StringList);
        string? unknown = binder.Choice("unknown", required: false, "accept", "refuse");
        if (allowed is null || binder.HasErrors) return null;
        return new CountryRule(binder.Id, binder.Stages, allowed, also, string.Equals(unknown, "refuse", StringComparison.Ordinal), binder.Reply);
    }
}
