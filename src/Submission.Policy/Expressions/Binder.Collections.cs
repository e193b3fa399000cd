using System.Collections.Immutable;

namespace Submission.Policy.Expressions;

/// <content>Lists, maps, and what looks through them.</content>
internal sealed partial class Binder
{
    private Node? BindList(ListSyntax syntax, ExpressionType? element)
    {
        if (BindItems(syntax.Items, ref element, "list") is not { } items) return null;
        return Elements.For(items.Count == 0 && element?.List() is null ? ExpressionType.String : element!.Value).List(items);
    }

    private Node? BindMap(MapSyntax syntax)
    {
        List<Node> keys = [];
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach (Syntax key in syntax.Keys)
        {
            if (Bind(key, ExpressionType.String, "The key of a map") is not { } node) continue;
            keys.Add(node);
            if (node is Constant<string> constant && !known.Add(constant.Value)) errors.Add(key.Start, $"The key '{Shorten(constant.Value)}' stands twice in the map.");
        }

        ExpressionType? element = null;
        if (BindItems(syntax.Values, ref element, "map") is not { } values || keys.Count < syntax.Keys.Length) return null;
        return Elements.For(element ?? ExpressionType.String).Map(keys, values);
    }

    private List<Node>? BindItems(ImmutableArray<Syntax> syntaxes, ref ExpressionType? element, string what)
    {
        List<Node> items = [];
        foreach (Syntax syntax in syntaxes)
        {
            if (Bind(syntax) is not { } item) continue;
            element ??= item.Type;
            if (item.Type.List() is null) errors.Add(syntax.Start, $"A {what} cannot hold {A(item.Type)}.");
            else if (item.Type != element) errors.Add(syntax.Start, $"The values of a {what} must have one type; this is {A(item.Type)}, the first {A(element.Value)}.");
            else items.Add(item);
        }

        return items.Count == syntaxes.Length ? items : null;
    }

    private Node? BindIndex(IndexSyntax syntax)
    {
        Node? target = Bind(syntax.Target);
        if (target is not null && !target.Type.IsList() && !target.Type.IsMap()) return Fail(syntax.Target.Start, $"'[]' cannot look into {A(target.Type)}.");
        ExpressionType expected = target is not null && target.Type.IsMap() ? ExpressionType.String : ExpressionType.Int;
        Node? index = target is null ? Bind(syntax.Index) : Bind(syntax.Index, expected, "The index");
        if (target is null || index is null) return null;
        Elements elements = Elements.For(target.Type.Element());
        return index is Node<string> key ? elements.AtKey(target, key) : elements.At(target, (Node<long>)index);
    }

    private Node? BindQuantifier(CallSyntax call)
    {
        if (!CheckCount(call, 2)) return null;
        Node? target = Bind(call.Target!);
        if (target is null) return null;
        if (target.Type.IsMap()) target = Elements.For(target.Type.Element()).Keys(target);
        if (!target.Type.IsList()) return Fail(call.NameStart, $"'{call.Name}' looks through a list, not {A(target.Type)}.");
        if (call.Arguments[0] is not NameSyntax name) return Fail(call.Arguments[0].Start, "A name for the item is expected.", $"Write {Functions.UsageOf(call.Name)}.");
        if (IsTaken(name.Name)) return Fail(name.Start, $"'{name.Name}' has a meaning already.", "Choose another name for the item.");
        if (_variables.Count == Evaluation.MaximumVariables) return Fail(call.NameStart, "'exists' and 'all' are nested too deeply.", "At most 4 levels are allowed.");

        Elements elements = Elements.For(target.Type.Element());
        Node variable = elements.Variable(_variables.Count);
        int sizeBefore = _size;
        _variables.Add((name.Name, variable));
        Node? condition = Bind(call.Arguments[1], ExpressionType.Bool, $"The condition of '{call.Name}'");
        _variables.RemoveAt(_variables.Count - 1);
        return condition is null ? null : elements.Quantify(call.Name is "all", target, variable, (Node<bool>)condition, _size - sizeBefore);
    }

    private bool IsTaken(string name) =>
        FactCatalog.TryGet(name, out _) || FactCatalog.Groups.Contains(name) || _variables.Exists(variable => string.Equals(variable.Name, name, StringComparison.Ordinal));
}
