using System.Collections.Immutable;
using Submission.Policy.Specification;

namespace Submission.Policy.Expressions;

/// <summary>
/// Gives every piece of an expression its type and turns it into a node. It reports all type errors: a piece with an error has no node, and what stands above it
/// is not blamed for that.
/// </summary>
internal sealed partial class Binder(ExpressionScope scope, ExpressionErrors errors)
{
    private readonly List<Fact> _facts = [];
    private readonly List<(string Name, Node Node)> _variables = [];
    private int _reads;
    private int _size;

    /// <summary>The facts that were named, each once.</summary>
    public ImmutableArray<Fact> Facts => [.. _facts];

    /// <summary>The node of a piece; <see langword="null"/> where an error was reported.</summary>
    public Node? Bind(Syntax syntax)
    {
        _size++;
        int readsBefore = _reads;
        Node? node = syntax switch
        {
            LiteralSyntax literal => literal.Value,
            NameSyntax name => BindName(name),
            SelectSyntax select => BindSelect(select),
            IndexSyntax index => BindIndex(index),
            CallSyntax call => BindCall(call),
            UnarySyntax unary => BindUnary(unary),
            BinarySyntax binary => BindBinary(binary),
            LogicSyntax logic => BindLogic(logic),
            ChoiceSyntax choice => BindChoice(choice),
            ListSyntax list => BindList(list, null),
            MapSyntax map => BindMap(map),
            _ => throw new InvalidOperationException("An expression holds an unknown piece."),
        };
        return node is not null && _reads == readsBefore ? node.Fold() : node;
    }

    /// <summary>The node of a piece that must have a certain type.</summary>
    public Node? Bind(Syntax syntax, ExpressionType expected, string what)
    {
        Node? node = Bind(syntax);
        if (node is null || node.Type == expected) return node;
        errors.Add(syntax.Start, $"{what} is {A(expected)}, not {A(node.Type)}.");
        return null;
    }

    private static string A(ExpressionType type) => type switch
    {
        ExpressionType.Int or ExpressionType.Ip => "an " + type.Text(),
        ExpressionType.Null => "null",
        _ => "a " + type.Text(),
    };

    private Node? Fail(int start, string message, string? mend = null)
    {
        errors.Add(start, message, mend);
        return null;
    }

    private Node? BindName(NameSyntax syntax)
    {
        foreach ((string name, Node node) in _variables)
        {
            if (!string.Equals(name, syntax.Name, StringComparison.Ordinal)) continue;
            _reads++;
            return node;
        }

        if (scope.TryGetFact(syntax.Name, out Fact? fact)) return Read(fact, syntax.Name, syntax.Start);
        if (string.Equals(syntax.Name, "lists", StringComparison.Ordinal)) return Fail(syntax.Start, "'lists' is no list.", "Write lists.name.");
        if (FactCatalog.Groups.Contains(syntax.Name))
        {
            IEnumerable<string> members = FactCatalog.All.Select(static candidate => candidate.Name).Where(candidate => candidate.StartsWith(syntax.Name + ".", StringComparison.Ordinal));
            return Fail(syntax.Start, $"'{syntax.Name}' is no fact by itself.", $"Write one of {string.Join(", ", members)}.");
        }

        return FailUnknownFact(syntax.Name, syntax.Start);
    }

    private Node? BindSelect(SelectSyntax syntax)
    {
        if (PathOf(syntax) is { } path)
        {
            if (path.StartsWith("lists.", StringComparison.Ordinal)) return BindPolicyList(path["lists.".Length..], syntax);
            if (scope.TryGetFact(path, out Fact? fact)) return Read(fact, path, syntax.Start);
            if (syntax.Target is NameSyntax || !FactCatalog.TryGet(path[..path.LastIndexOf('.')], out _)) return FailUnknownFact(path, syntax.Start);
        }

        Node? target = Bind(syntax.Target);
        if (target is null) return null;
        if (target.Type.IsMap()) return Elements.For(target.Type.Element()).AtKey(target, new Constant<string>(ExpressionType.String, syntax.Name));
        string? mend = Functions.IsMethod(syntax.Name) ? $"Write .{Functions.UsageOf(syntax.Name)}." : null;
        return Fail(syntax.NameStart, $"{Capital(A(target.Type))} has no field '{syntax.Name}'.", mend);
    }

    private Node? BindPolicyList(string name, SelectSyntax syntax)
    {
        if (scope.Lists.TryGetValue(name, out PolicyList? list)) return new PolicyListNode(list);
        string? nearest = Spelling.Nearest(name, scope.Lists.Keys);
        return Fail(syntax.Start, $"Unknown list 'lists.{name}'.", nearest is null ? "Name it under lists: in policy.yaml." : $"Did you mean lists.{nearest}?");
    }

    private Node? Read(Fact fact, string written, int start)
    {
        _reads++;
        if (!StageText.Check(fact, written, scope.Stages, start, errors)) return null;
        if (!_facts.Contains(fact)) _facts.Add(fact);
        return fact.Node;
    }

    private Node? FailUnknownFact(string name, int start)
    {
        IEnumerable<string> known = FactCatalog.All.Select(static fact => fact.Name)
            .Concat(_variables.Select(static variable => variable.Name))
            .Concat(scope.Lists.Keys.Select(static list => "lists." + list));
        string? nearest = Spelling.Nearest(name, known);
        string? mend = nearest is not null ? $"Did you mean {nearest}?" : name.Contains('.', StringComparison.Ordinal) ? null : $"Write '{name}' in quotes for a text.";
        return Fail(start, $"Unknown fact '{name}'.", mend);
    }

    // The dotted name that a chain of selections spells; a variable at its root makes it an access to that variable instead.
    private string? PathOf(Syntax syntax) => syntax switch
    {
        NameSyntax name => _variables.Exists(variable => string.Equals(variable.Name, name.Name, StringComparison.Ordinal)) ? null : name.Name,
        SelectSyntax select => PathOf(select.Target) is { } path ? path + "." + select.Name : null,
        _ => null,
    };

    private static string Capital(string text) => string.Concat(text[..1].ToUpperInvariant(), text.AsSpan(1));
}
