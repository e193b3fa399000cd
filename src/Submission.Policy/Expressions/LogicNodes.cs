using System.Collections.Immutable;

namespace Submission.Policy.Expressions;

internal sealed class Negation(Node<bool> operand) : Node<bool>(ExpressionType.Bool)
{
    public override bool Evaluate(ref Evaluation evaluation) => !operand.Evaluate(ref evaluation);
}

/// <summary><c>and</c> and <c>or</c> over any number of parts. As in CEL a part that decides wins over a part that fails, on whichever side it stands.</summary>
internal sealed class Junction(bool isAnd, ImmutableArray<Node<bool>> parts) : Node<bool>(ExpressionType.Bool)
{
    public override bool Evaluate(ref Evaluation evaluation)
    {
        string? error = null;
        foreach (Node<bool> part in parts)
        {
            bool value = part.Evaluate(ref evaluation);
            if (evaluation.Failed)
            {
                error ??= evaluation.Error;
                evaluation.Error = null;
            }
            else if (value != isAnd)
            {
                return value;
            }
        }

        evaluation.Error = error;
        return isAnd;
    }
}
