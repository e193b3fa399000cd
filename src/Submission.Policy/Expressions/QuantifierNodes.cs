using System.Collections.Immutable;

namespace Submission.Policy.Expressions;

/// <summary>The item that <c>exists</c> or <c>all</c> looks at.</summary>
internal abstract class Variable<T>(ExpressionType type, int index) : Node<T>(type)
{
    protected int Index { get; } = index;

    public abstract void Set(ref Evaluation evaluation, T value);

    public sealed override Node Fold() => this;
}

internal sealed class TextVariable(int index) : Variable<string>(ExpressionType.String, index)
{
    public override string Evaluate(ref Evaluation evaluation) => evaluation.Variable(Index).Text!;

    public override void Set(ref Evaluation evaluation, string value) => evaluation.Variable(Index).Text = value;
}

internal sealed class IntVariable(int index) : Variable<long>(ExpressionType.Int, index)
{
    public override long Evaluate(ref Evaluation evaluation) => evaluation.Variable(Index).Number;

    public override void Set(ref Evaluation evaluation, long value) => evaluation.Variable(Index).Number = value;
}

internal sealed class DoubleVariable(int index) : Variable<double>(ExpressionType.Double, index)
{
    public override double Evaluate(ref Evaluation evaluation) => BitConverter.Int64BitsToDouble(evaluation.Variable(Index).Number);

    public override void Set(ref Evaluation evaluation, double value) => evaluation.Variable(Index).Number = BitConverter.DoubleToInt64Bits(value);
}

internal sealed class BoolVariable(int index) : Variable<bool>(ExpressionType.Bool, index)
{
    public override bool Evaluate(ref Evaluation evaluation) => evaluation.Variable(Index).Number != 0;

    public override void Set(ref Evaluation evaluation, bool value) => evaluation.Variable(Index).Number = value ? 1 : 0;
}

/// <summary>
/// <c>list.all(x, condition)</c> and <c>list.exists(x, condition)</c>: the <c>and</c> and the <c>or</c> of the condition over all items, errors included.
/// </summary>
internal sealed class Quantifier<T>(bool isAll, Node<ImmutableArray<T>> list, Variable<T> variable, Node<bool> condition, int steps) : Node<bool>(ExpressionType.Bool)
{
    public override bool Evaluate(ref Evaluation evaluation)
    {
        ImmutableArray<T> items = list.Evaluate(ref evaluation);
        if (evaluation.Failed) return false;
        string? error = null;
        foreach (T item in items)
        {
            if (!evaluation.TrySpend(steps)) return false;
            variable.Set(ref evaluation, item);
            bool value = condition.Evaluate(ref evaluation);
            if (evaluation.Failed)
            {
                error ??= evaluation.Error;
                evaluation.Error = null;
            }
            else if (value != isAll)
            {
                return value;
            }
        }

        evaluation.Error = error;
        return isAll;
    }
}
