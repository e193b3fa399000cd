namespace Submission.Policy.Expressions;

internal enum Relation
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

internal sealed class Comparison<TLeft, TRight>(Relation relation, Node<TLeft> left, Node<TRight> right, Func<TLeft, TRight, int> compare)
    : Node<bool>(ExpressionType.Bool)
{
    public override bool Evaluate(ref Evaluation evaluation)
    {
        TLeft first = left.Evaluate(ref evaluation);
        if (evaluation.Failed) return false;
        TRight second = right.Evaluate(ref evaluation);
        if (evaluation.Failed) return false;
        int order = compare(first, second);
        return relation switch
        {
            Relation.Equal => order == Order.Equal,
            Relation.NotEqual => order != Order.Equal,
            Relation.Less => order == Order.Below,
            Relation.LessOrEqual => order is Order.Below or Order.Equal,
            Relation.Greater => order == Order.Above,
            _ => order is Order.Above or Order.Equal,
        };
    }
}

/// <summary>Whether two texts are equal: the commonest comparison by far.</summary>
internal sealed class TextEquality(Node<string> left, Node<string> right, bool isWanted) : Node<bool>(ExpressionType.Bool)
{
    public override bool Evaluate(ref Evaluation evaluation)
    {
        string first = left.Evaluate(ref evaluation);
        if (evaluation.Failed) return false;
        string second = right.Evaluate(ref evaluation);
        return !evaluation.Failed && string.Equals(first, second, StringComparison.Ordinal) == isWanted;
    }
}
