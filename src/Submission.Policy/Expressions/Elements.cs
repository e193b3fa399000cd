using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Submission.Policy.Expressions;

/// <summary>Makes the nodes for lists and maps of one type of items.</summary>
internal abstract class Elements
{
    private static readonly Elements Bools = new Elements<bool>(ExpressionType.Bool, static (left, right) => left == right, static index => new BoolVariable(index));
    private static readonly Elements Ints = new Elements<long>(ExpressionType.Int, static (left, right) => left == right, static index => new IntVariable(index));
    private static readonly Elements Doubles = new Elements<double>(ExpressionType.Double, static (left, right) => left == right, static index => new DoubleVariable(index));
    private static readonly Elements Strings = new Elements<string>(ExpressionType.String, static (left, right) => string.Equals(left, right, StringComparison.Ordinal), static index => new TextVariable(index));

    public static Elements For(ExpressionType element) => element switch
    {
        ExpressionType.Bool => Bools,
        ExpressionType.Int => Ints,
        ExpressionType.Double => Doubles,
        ExpressionType.String => Strings,
        _ => throw new ArgumentOutOfRangeException(nameof(element)),
    };

    public abstract Node List(IEnumerable<Node> items);

    public abstract Node Map(IEnumerable<Node> keys, IEnumerable<Node> values);

    public abstract Node At(Node list, Node<long> index);

    public abstract Node AtKey(Node map, Node<string> key);

    public abstract Node<bool> In(Node value, Node list);

    public abstract Node<bool> HasKey(Node<string> key, Node map);

    public abstract Node<ImmutableArray<string>> Keys(Node map);

    public abstract Node<bool> Equality(Node left, Node right, Relation relation);

    public abstract Node Concatenation(Node left, Node right);

    public abstract Node<long> Size(Node list);

    public abstract Node Variable(int index);

    public abstract Node<bool> Quantify(bool isAll, Node list, Node variable, Node<bool> condition, int steps);
}

internal sealed class Elements<T>(ExpressionType element, Func<T, T, bool> areEqual, Func<int, Variable<T>> makeVariable) : Elements
    where T : notnull
{
    private readonly ExpressionType _list = element.List()!.Value;
    private readonly ExpressionType _map = element.Map()!.Value;

    public override Node List(IEnumerable<Node> items) => new ListNode<T>(_list, [.. items.Cast<Node<T>>()]);

    public override Node Map(IEnumerable<Node> keys, IEnumerable<Node> values) => new MapNode<T>(_map, [.. keys.Cast<Node<string>>()], [.. values.Cast<Node<T>>()]);

    public override Node At(Node list, Node<long> index) => new BinaryNode<ImmutableArray<T>, long, T>(
        element, (Node<ImmutableArray<T>>)list, index, static (ref e, items, i) => i >= 0 && i < items.Length ? items[(int)i] : e.Fail<T>("the index is outside the list", default!));

    public override Node AtKey(Node map, Node<string> key) => new BinaryNode<IReadOnlyDictionary<string, T>, string, T>(
        element, (Node<IReadOnlyDictionary<string, T>>)map, key, static (ref e, entries, k) => entries.TryGetValue(k, out T? value) ? value : e.Fail<T>("there is no such key", default!));

    public override Node<bool> In(Node value, Node list)
    {
        var wanted = (Node<T>)value;
        switch (list)
        {
            case PolicyListNode policyList when wanted is Node<string> text:
                FrozenSet<string> set = policyList.List.Set;
                return new UnaryNode<string, bool>(ExpressionType.Bool, text, (ref _, item) => set.Contains(item));
            // NaN equals nothing in CEL, itself among it; a set of doubles would find it.
            case Constant<ImmutableArray<T>> constant when typeof(T) != typeof(double):
                FrozenSet<T> items = constant.Value.ToFrozenSet();
                return new UnaryNode<T, bool>(ExpressionType.Bool, wanted, (ref _, item) => items.Contains(item));
            case ListNode<T> written:
                return new MembershipOfItems<T>(wanted, written.Items, areEqual);
            default:
                return new Membership<T>(wanted, (Node<ImmutableArray<T>>)list, areEqual);
        }
    }

    public override Node<bool> HasKey(Node<string> key, Node map) => new BinaryNode<string, IReadOnlyDictionary<string, T>, bool>(
        ExpressionType.Bool, key, (Node<IReadOnlyDictionary<string, T>>)map, static (ref _, k, entries) => entries.ContainsKey(k));

    public override Node<ImmutableArray<string>> Keys(Node map) => new UnaryNode<IReadOnlyDictionary<string, T>, ImmutableArray<string>>(
        ExpressionType.StringList, (Node<IReadOnlyDictionary<string, T>>)map, static (ref _, entries) => [.. entries.Keys]);

    public override Node<bool> Equality(Node left, Node right, Relation relation) => new Comparison<ImmutableArray<T>, ImmutableArray<T>>(
        relation, (Node<ImmutableArray<T>>)left, (Node<ImmutableArray<T>>)right, (first, second) => Order.OfLists(first, second, areEqual));

    public override Node Concatenation(Node left, Node right) => new BinaryNode<ImmutableArray<T>, ImmutableArray<T>, ImmutableArray<T>>(
        _list, (Node<ImmutableArray<T>>)left, (Node<ImmutableArray<T>>)right, static (ref _, first, second) => first.AddRange(second));

    public override Node<long> Size(Node list) => new UnaryNode<ImmutableArray<T>, long>(ExpressionType.Int, (Node<ImmutableArray<T>>)list, static (ref _, items) => items.Length);

    public override Node Variable(int index) => makeVariable(index);

    public override Node<bool> Quantify(bool isAll, Node list, Node variable, Node<bool> condition, int steps) =>
        new Quantifier<T>(isAll, (Node<ImmutableArray<T>>)list, (Variable<T>)variable, condition, steps);
}
