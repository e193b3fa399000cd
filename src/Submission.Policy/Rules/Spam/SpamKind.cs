using Submission.Policy.Expressions;
using Submission.Policy.Kinds;
using Submission.Policy.Specification;

namespace Submission.Policy.Rules.Spam;

internal sealed class SpamKind() : RuleKind(Describe())
{
    private const string Found = "found";

    public override IPolicyRule? Build(RuleBinder binder)
    {
        CompiledExpression? above = null;
        switch (binder.Value)
        {
            case SpecScalar { Value: Found }:
                break;
            case SpecMapping:
                above = binder.Expression("above", required: true, expected: null);
                if (above is not null && !above.IsNumber) binder.Error(binder.Location, $"'{above.Source}' is no number.", "Write for example above: 7.5");
                break;
            default:
                binder.Error(binder.Location, "'spam' takes the word found, or a number that the score must not exceed.", "Write spam: found, or spam: { above: 7.5 }");
                break;
        }

        MessageStage.Require(binder);
        return binder.HasErrors ? null : new SpamRule(binder.Id, binder.Stages, above, binder.Reply);
    }

    private static RuleKindDescription Describe() => new(
        "spam",
        "Refuses what the spam scanner takes for spam, or what has a score above a number; a scanner that does not answer is for on-error.",
        [new("above", RuleKindWordType.Expression, true, "The number that the score must not exceed; the scale is the scanner's.")])
    {
        Values = [Found],
    };
}
