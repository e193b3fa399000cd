namespace Submission.Policy.Expressions;

/// <summary>Applies a function to one value; fails the evaluation where it has no result.</summary>
internal delegate T UnaryOperation<in TOperand, out T>(ref Evaluation evaluation, TOperand operand);

/// <summary>Applies a function to two values; fails the evaluation where it has no result.</summary>
internal delegate T BinaryOperation<in TLeft, in TRight, out T>(ref Evaluation evaluation, TLeft left, TRight right);

internal sealed class UnaryNode<TOperand, T>(ExpressionType type, Node<TOperand> operand, UnaryOperation<TOperand, T> apply) : Node<T>(type)
{
    public override T Evaluate(ref Evaluation evaluation)
    {
        TOperand value = operand.Evaluate(ref evaluation);
        return evaluation.Failed ? default! : apply(ref evaluation, value);
    }
}

internal sealed class BinaryNode<TLeft, TRight, T>(ExpressionType type, Node<TLeft> left, Node<TRight> right, BinaryOperation<TLeft, TRight, T> apply) : Node<T>(type)
{
    public override T Evaluate(ref Evaluation evaluation)
    {
        TLeft first = left.Evaluate(ref evaluation);
        if (evaluation.Failed) return default!;
        TRight second = right.Evaluate(ref evaluation);
        return evaluation.Failed ? default! : apply(ref evaluation, first, second);
    }
}
