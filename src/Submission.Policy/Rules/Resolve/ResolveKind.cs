using Submission.Policy.Expressions;
using Submission.Policy.Kinds;
using Submission.Policy.Lookups;
using Submission.Policy.Specification;

namespace Submission.Policy.Rules.Resolve;

internal sealed class ResolveKind() : RuleKind(new RuleKindDescription(
    "resolve",
    "Refuses where a domain is proven to take no mail; doubt is for on-error.",
    [
        new("domain", RuleKindWordType.Expression, true, "The domain; an address literal is never resolvable."),
        new("to", RuleKindWordType.Texts, false, "The records that count: all three by default.", ["mx", "a", "aaaa"]),
    ]))
{
    public override IPolicyRule? Build(RuleBinder binder)
    {
        CompiledExpression? domain = binder.Expression("domain", required: true, ExpressionType.String);
        MailRecordTypes types = MailRecordTypes.None;
        foreach (SpecScalar scalar in binder.Texts("to", required: false))
        {
            MailRecordTypes type = scalar.Value switch
            {
                "mx" => MailRecordTypes.Mx,
                "a" => MailRecordTypes.A,
                "aaaa" => MailRecordTypes.Aaaa,
                _ => MailRecordTypes.None,
            };
            if (type == MailRecordTypes.None) binder.Error(scalar.Location, $"'{scalar.Value}' is not a kind of record.", "Known here: mx, a, aaaa.");
            types |= type;
        }

        if (domain is null || binder.HasErrors) return null;
        return new ResolveRule(binder.Id, binder.Stages, domain, types == MailRecordTypes.None ? MailRecordTypes.All : types, binder.Reply);
    }
}
