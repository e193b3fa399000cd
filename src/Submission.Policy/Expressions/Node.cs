namespace Submission.Policy.Expressions;

/// <summary>A piece of a compiled expression. Immutable and thread-safe; evaluating one allocates nothing unless it makes a new text or list.</summary>
internal abstract class Node(ExpressionType type)
{
    public ExpressionType Type { get; } = type;

    /// <summary>The constant that this is where it reads no fact and no variable; the same node where evaluating it fails.</summary>
    public abstract Node Fold();

    /// <summary>A choice between this and another node of the same type.</summary>
    public abstract Node ChooseIf(Node<bool> condition, Node otherwise);

    /// <summary>The value as text, for people; meaningless where the evaluation failed.</summary>
    public abstract string Text(ref Evaluation evaluation);
}

/// <summary>A piece of a compiled expression that gives a <typeparamref name="T"/>.</summary>
internal abstract class Node<T>(ExpressionType type) : Node(type)
{
    /// <summary>The value; meaningless where the evaluation failed.</summary>
    public abstract T Evaluate(ref Evaluation evaluation);

    public override Node Fold()
    {
        Evaluation evaluation = new(null!);
        T value = Evaluate(ref evaluation);
        return evaluation.Failed ? this : new Constant<T>(Type, value);
    }

    public sealed override Node ChooseIf(Node<bool> condition, Node otherwise) => new Choice<T>(condition, this, (Node<T>)otherwise);

    public sealed override string Text(ref Evaluation evaluation)
    {
        T value = Evaluate(ref evaluation);
        return evaluation.Failed ? "" : ValueText.Of(value);
    }
}

/// <summary>A value that is known when the policy is loaded.</summary>
internal class Constant<T>(ExpressionType type, T value) : Node<T>(type)
{
    public T Value { get; } = value;

    public override T Evaluate(ref Evaluation evaluation) => Value;

    public sealed override Node Fold() => this;
}

/// <summary><c>condition ? then : otherwise</c>.</summary>
internal sealed class Choice<T>(Node<bool> condition, Node<T> then, Node<T> otherwise) : Node<T>(then.Type)
{
    public override T Evaluate(ref Evaluation evaluation)
    {
        bool isThen = condition.Evaluate(ref evaluation);
        if (evaluation.Failed) return default!;
        return isThen ? then.Evaluate(ref evaluation) : otherwise.Evaluate(ref evaluation);
    }
}
