using Submission.Policy.Kinds;
using Submission.Policy.Specification;

namespace Submission.Policy.Rules.Virus;

internal sealed class VirusKind() : RuleKind(Describe())
{
    private const string Found = "found";

    public override IPolicyRule? Build(RuleBinder binder)
    {
        if (binder.Value is not SpecScalar { Value: Found }) binder.Error(binder.Location, "'virus' takes the word found.", "Write virus: found");
        MessageStage.Require(binder);
        return binder.HasErrors ? null : new VirusRule(binder.Id, binder.Stages, binder.Reply);
    }

    private static RuleKindDescription Describe() => new("virus", "Refuses where the virus scanner finds something; a scanner that does not answer is for on-error.", [])
    {
        Values = [Found],
    };
}
