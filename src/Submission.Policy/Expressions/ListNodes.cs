using System.Collections.Immutable;

namespace Submission.Policy.Expressions;

/// <summary>A list that is written in the expression.</summary>
internal sealed class ListNode<T>(ExpressionType type, ImmutableArray<Node<T>> items) : Node<ImmutableArray<T>>(type)
{
    public ImmutableArray<Node<T>> Items { get; } = items;

    public override ImmutableArray<T> Evaluate(ref Evaluation evaluation)
    {
        var values = ImmutableArray.CreateBuilder<T>(Items.Length);
        foreach (Node<T> item in Items)
        {
            values.Add(item.Evaluate(ref evaluation));
            if (evaluation.Failed) return [];
        }

        return values.MoveToImmutable();
    }
}

/// <summary>One of the policy's lists.</summary>
internal sealed class PolicyListNode(PolicyList list) : Constant<ImmutableArray<string>>(ExpressionType.StringList, list.Items)
{
    public PolicyList List { get; } = list;
}

/// <summary><c>value in list</c> for a list that is not known before.</summary>
internal sealed class Membership<T>(Node<T> value, Node<ImmutableArray<T>> list, Func<T, T, bool> areEqual) : Node<bool>(ExpressionType.Bool)
{
    public override bool Evaluate(ref Evaluation evaluation)
    {
        T wanted = value.Evaluate(ref evaluation);
        if (evaluation.Failed) return false;
        ImmutableArray<T> items = list.Evaluate(ref evaluation);
        if (evaluation.Failed) return false;
        foreach (T item in items)
        {
            if (areEqual(wanted, item)) return true;
        }

        return false;
    }
}

/// <summary><c>value in [a, b]</c> without making the list. As in CEL an item that fails fails it all.</summary>
internal sealed class MembershipOfItems<T>(Node<T> value, ImmutableArray<Node<T>> items, Func<T, T, bool> areEqual) : Node<bool>(ExpressionType.Bool)
{
    public override bool Evaluate(ref Evaluation evaluation)
    {
        T wanted = value.Evaluate(ref evaluation);
        bool isFound = false;
        foreach (Node<T> item in items)
        {
            if (evaluation.Failed) return false;
            T candidate = item.Evaluate(ref evaluation);
            isFound |= !evaluation.Failed && areEqual(wanted, candidate);
        }

        return isFound;
    }
}

/// <summary>A map that is written in the expression; the keys are texts.</summary>
internal sealed class MapNode<T>(ExpressionType type, ImmutableArray<Node<string>> keys, ImmutableArray<Node<T>> values) : Node<IReadOnlyDictionary<string, T>>(type)
{
    public override IReadOnlyDictionary<string, T> Evaluate(ref Evaluation evaluation)
    {
        var map = new Dictionary<string, T>(keys.Length, StringComparer.Ordinal);
        for (int i = 0; i < keys.Length; i++)
        {
            string key = keys[i].Evaluate(ref evaluation);
            if (evaluation.Failed) return map;
            T value = values[i].Evaluate(ref evaluation);
            if (evaluation.Failed) return map;
            if (!map.TryAdd(key, value)) return evaluation.Fail("a key stands twice in a map", map);
        }

        return map;
    }
}
