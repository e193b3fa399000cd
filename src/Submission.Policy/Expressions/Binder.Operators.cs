using System.Collections.Immutable;
using System.Net;

namespace Submission.Policy.Expressions;

/// <content>Operators.</content>
internal sealed partial class Binder
{
    private const int ShownProblems = 3;

    private Node? BindUnary(UnarySyntax syntax)
    {
        if (syntax.Symbol == '!') return Bind(syntax.Operand, ExpressionType.Bool, "What 'not' turns round") is Node<bool> condition ? new Negation(condition) : null;
        return Bind(syntax.Operand) switch
        {
            null => null,
            Node<long> number => new UnaryNode<long, long>(ExpressionType.Int, number, Arithmetic.Negate),
            Node<double> number => new UnaryNode<double, double>(ExpressionType.Double, number, static (ref _, value) => -value),
            Node<TimeSpan> duration => new UnaryNode<TimeSpan, TimeSpan>(ExpressionType.Duration, duration, Arithmetic.Negate),
            { } other => Fail(syntax.Operand.Start, $"'-' cannot take {A(other.Type)}."),
        };
    }

    private Junction? BindLogic(LogicSyntax syntax)
    {
        ImmutableArray<Node<bool>>.Builder parts = ImmutableArray.CreateBuilder<Node<bool>>(syntax.Parts.Length);
        foreach (Syntax part in syntax.Parts)
        {
            if (Bind(part, ExpressionType.Bool, syntax.IsAnd ? "What 'and' joins" : "What 'or' joins") is Node<bool> condition) parts.Add(condition);
        }

        return parts.Count == syntax.Parts.Length ? new Junction(syntax.IsAnd, parts.MoveToImmutable()) : null;
    }

    private Node? BindChoice(ChoiceSyntax syntax)
    {
        Node? condition = Bind(syntax.Condition, ExpressionType.Bool, "The condition before '?'");
        Node? then = Bind(syntax.Then);
        Node? otherwise = Bind(syntax.Otherwise);
        if (condition is null || then is null || otherwise is null) return null;
        if (then.Type != otherwise.Type) return Fail(syntax.Otherwise.Start, $"Both results of '?:' must have one type; this is {A(otherwise.Type)}, the other {A(then.Type)}.");
        return then.ChooseIf((Node<bool>)condition, otherwise);
    }

    private Node? BindBinary(BinarySyntax syntax)
    {
        Node? left = Bind(syntax.Left);
        // An empty list has the type that the other side asks for.
        Node? right = syntax.Right is ListSyntax { Items.IsEmpty: true } empty ? BindEmpty(empty, left) : Bind(syntax.Right);
        if (left is null || right is null) return null;
        return syntax.Symbol switch
        {
            "in" => BindIn(syntax, left, right),
            "==" => BindComparison(syntax, Relation.Equal, left, right),
            "!=" => BindComparison(syntax, Relation.NotEqual, left, right),
            "<" => BindComparison(syntax, Relation.Less, left, right),
            "<=" => BindComparison(syntax, Relation.LessOrEqual, left, right),
            ">" => BindComparison(syntax, Relation.Greater, left, right),
            ">=" => BindComparison(syntax, Relation.GreaterOrEqual, left, right),
            _ => BindArithmetic(syntax, left, right),
        };
    }

    private Node? BindEmpty(ListSyntax syntax, Node? other) =>
        BindList(syntax, other is null ? null : other.Type.IsList() ? other.Type.Element() : other.Type)?.Fold();

    private Node? BindComparison(BinarySyntax syntax, Relation relation, Node left, Node right)
    {
        bool isEquality = relation is Relation.Equal or Relation.NotEqual;
        if (isEquality && !CheckForms(left, right, syntax.Right.Start) | !CheckForms(right, left, syntax.Left.Start)) return null;
        if (isEquality && left is Node<IPAddress> client && right is Constant<string> text) return CompareAddress(relation, client, text.Value, syntax.Right.Start);
        if (isEquality && left is Constant<string> reversed && right is Node<IPAddress> address) return CompareAddress(relation, address, reversed.Value, syntax.Left.Start);
        Node? node = (left, right) switch
        {
            (Node<string> a, Node<string> b) => isEquality ? new TextEquality(a, b, relation == Relation.Equal) : new Comparison<string, string>(relation, a, b, Order.Of),
            (Node<long> a, Node<long> b) => new Comparison<long, long>(relation, a, b, Order.Of),
            (Node<long> a, Node<double> b) => new Comparison<long, double>(relation, a, b, Order.Of),
            (Node<double> a, Node<long> b) => new Comparison<double, long>(relation, a, b, Order.Of),
            (Node<double> a, Node<double> b) => new Comparison<double, double>(relation, a, b, Order.Of),
            (Node<bool> a, Node<bool> b) => new Comparison<bool, bool>(relation, a, b, Order.Of),
            (Node<TimeSpan> a, Node<TimeSpan> b) => new Comparison<TimeSpan, TimeSpan>(relation, a, b, Order.Of),
            (Node<DateTimeOffset> a, Node<DateTimeOffset> b) => new Comparison<DateTimeOffset, DateTimeOffset>(relation, a, b, Order.Of),
            (Node<IPAddress> a, Node<IPAddress> b) when isEquality => new Comparison<IPAddress, IPAddress>(relation, a, b, Order.Of),
            (Node<object?> a, Node<object?> b) when isEquality => new Comparison<object?, object?>(relation, a, b, static (_, _) => Order.Equal),
            _ when left.Type == right.Type && left.Type.IsList() && isEquality => Elements.For(left.Type.Element()).Equality(left, right, relation),
            _ => null,
        };
        return node ?? FailOperator(syntax, left, right);
    }

    private Node? CompareAddress(Relation relation, Node<IPAddress> address, string text, int start)
    {
        if (NetworkSet.TryParseAddress(text, out IPAddress parsed)) return new Comparison<IPAddress, IPAddress>(relation, address, new Constant<IPAddress>(ExpressionType.Ip, parsed), Order.Of);
        string? mend = text.Contains('/', StringComparison.Ordinal) ? $"Write in_network(client.ip, '{text}')." : "Write it like '192.0.2.1' or '2001:db8::1'.";
        return Fail(start, $"'{text}' is no address.", mend);
    }

    private Node? BindIn(BinarySyntax syntax, Node value, Node container)
    {
        if (value is Node<IPAddress> address && container is Constant<ImmutableArray<string>> texts) return BindAddressIn(syntax, address, texts);
        if (container.Type.IsList() && container.Type.Element() == value.Type)
            return CheckForms(value, container, syntax.Right.Start) & CheckForms(container, value, syntax.Left.Start) ? Elements.For(value.Type).In(value, container) : null;
        if (container.Type.IsMap() && value is Node<string> key) return Elements.For(container.Type.Element()).HasKey(key, container);
        if (container is Node<string>) return Fail(syntax.SymbolStart, "'in' cannot look into a string.", "Write text.contains('part').");
        return FailOperator(syntax, value, container);
    }

    private UnaryNode<IPAddress, bool>? BindAddressIn(BinarySyntax syntax, Node<IPAddress> address, Constant<ImmutableArray<string>> texts)
    {
        NetworkSet? set = ParseNetworks(texts, syntax.Right, addressesOnly: true);
        return set is null ? null : new UnaryNode<IPAddress, bool>(ExpressionType.Bool, address, (ref _, value) => set.Contains(value));
    }

    private Node? BindArithmetic(BinarySyntax syntax, Node left, Node right) => (syntax.Symbol[0], left, right) switch
    {
        ('+', Node<long> a, Node<long> b) => new BinaryNode<long, long, long>(ExpressionType.Int, a, b, Arithmetic.Add),
        ('-', Node<long> a, Node<long> b) => new BinaryNode<long, long, long>(ExpressionType.Int, a, b, Arithmetic.Subtract),
        ('*', Node<long> a, Node<long> b) => new BinaryNode<long, long, long>(ExpressionType.Int, a, b, Arithmetic.Multiply),
        ('/', Node<long> a, Node<long> b) => new BinaryNode<long, long, long>(ExpressionType.Int, a, b, Arithmetic.Divide),
        ('%', Node<long> a, Node<long> b) => new BinaryNode<long, long, long>(ExpressionType.Int, a, b, Arithmetic.Remainder),
        ('+', Node<double> a, Node<double> b) => new BinaryNode<double, double, double>(ExpressionType.Double, a, b, static (ref _, x, y) => x + y),
        ('-', Node<double> a, Node<double> b) => new BinaryNode<double, double, double>(ExpressionType.Double, a, b, static (ref _, x, y) => x - y),
        ('*', Node<double> a, Node<double> b) => new BinaryNode<double, double, double>(ExpressionType.Double, a, b, static (ref _, x, y) => x * y),
        ('/', Node<double> a, Node<double> b) => new BinaryNode<double, double, double>(ExpressionType.Double, a, b, static (ref _, x, y) => x / y),
        ('+', Node<string> a, Node<string> b) => new BinaryNode<string, string, string>(ExpressionType.String, a, b, static (ref _, x, y) => x + y),
        ('+', Node<TimeSpan> a, Node<TimeSpan> b) => new BinaryNode<TimeSpan, TimeSpan, TimeSpan>(ExpressionType.Duration, a, b, Arithmetic.Add),
        ('-', Node<TimeSpan> a, Node<TimeSpan> b) => new BinaryNode<TimeSpan, TimeSpan, TimeSpan>(ExpressionType.Duration, a, b, Arithmetic.Subtract),
        ('+', Node<DateTimeOffset> a, Node<TimeSpan> b) => new BinaryNode<DateTimeOffset, TimeSpan, DateTimeOffset>(ExpressionType.Timestamp, a, b, Arithmetic.Add),
        ('+', Node<TimeSpan> a, Node<DateTimeOffset> b) => new BinaryNode<DateTimeOffset, TimeSpan, DateTimeOffset>(ExpressionType.Timestamp, b, a, Arithmetic.Add),
        ('-', Node<DateTimeOffset> a, Node<TimeSpan> b) => new BinaryNode<DateTimeOffset, TimeSpan, DateTimeOffset>(ExpressionType.Timestamp, a, b, Arithmetic.Subtract),
        ('-', Node<DateTimeOffset> a, Node<DateTimeOffset> b) => new BinaryNode<DateTimeOffset, DateTimeOffset, TimeSpan>(ExpressionType.Duration, a, b, static (ref _, x, y) => x - y),
        ('+', _, _) when left.Type == right.Type && left.Type.IsList() => Elements.For(left.Type.Element()).Concatenation(left, right),
        _ => FailOperator(syntax, left, right),
    };

    private Node? FailOperator(BinarySyntax syntax, Node left, Node right)
    {
        string? mend = (left.Type, right.Type) switch
        {
            (ExpressionType.Int, ExpressionType.Double) => "Write double(…) around the int.",
            (ExpressionType.Double, ExpressionType.Int) => "Write double(…) around the int, 2.0 instead of 2.",
            (_, ExpressionType.Null) or (ExpressionType.Null, _) => "No fact is ever null: compare with '' or 0.",
            (ExpressionType.Ip, ExpressionType.String or ExpressionType.StringList) => "Write in_network(client.ip, …) with a list that is known before.",
            (ExpressionType.String, ExpressionType.Int or ExpressionType.Double) => "Write a number in quotes for a text.",
            _ => null,
        };
        return Fail(syntax.SymbolStart, $"'{syntax.Symbol}' cannot take {A(left.Type)} and {A(right.Type)}.", mend);
    }

    // A fact is always canonical: what is not can never equal it, and the rule would sleep for ever.
    private bool CheckForms(Node fact, Node constant, int start)
    {
        if (FactCatalog.Find(fact) is not { Form: not FactForm.Free } known) return true;
        ImmutableArray<string> texts = constant switch { Constant<string> text => [text.Value], Constant<ImmutableArray<string>> list => list.Value, _ => [] };
        return CheckForms(known.Form, $"'{known.Name}'", texts, start);
    }

    private bool CheckForms(FactForm form, string what, ImmutableArray<string> texts, int start)
    {
        int problems = 0;
        foreach (string text in texts)
        {
            if (CanonicalForm.IsPossible(form, text, out string? mend)) continue;
            if (problems++ < ShownProblems) errors.Add(start, $"'{Shorten(text)}' can never equal {what}, which is {CanonicalForm.Name(form)}.", mend);
        }

        return problems == 0;
    }

    private static string Shorten(string text)
    {
        string shown = text.Length > 60 ? text[..60] + "…" : text;
        return new string([.. shown.Select(static c => char.IsControl(c) ? '?' : c)]);
    }
}
