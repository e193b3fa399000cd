using Submission.Policy.Specification;

namespace Submission.Policy.Kinds;

internal sealed class DelegateRuleKind(string name, Func<RuleBinder, IPolicyRule?> build)
    : RuleKind(new RuleKindDescription(name, "A kind registered in C#.", []))
{
    public override IPolicyRule? Build(RuleBinder binder) => build(binder);
}
