using System.Collections.Immutable;

namespace Submission.Policy.Expressions;

/// <summary>A piece of an expression as it was written, not yet typed.</summary>
/// <param name="start">Where it begins in the text.</param>
/// <param name="depth">How many pieces are nested in it, itself included.</param>
internal abstract class Syntax(int start, int depth)
{
    public int Start { get; } = start;

    public int Depth { get; } = depth;

    protected static int DepthAbove(params ReadOnlySpan<Syntax?> children)
    {
        int deepest = 0;
        foreach (Syntax? child in children) deepest = Math.Max(deepest, child?.Depth ?? 0);
        return deepest + 1;
    }
}

internal sealed class LiteralSyntax(int start, Node value) : Syntax(start, 1)
{
    public Node Value { get; } = value;
}

internal sealed class NameSyntax(int start, string name) : Syntax(start, 1)
{
    public string Name { get; } = name;
}

/// <summary><c>target.name</c>.</summary>
internal sealed class SelectSyntax(Syntax target, string name, int nameStart) : Syntax(target.Start, DepthAbove(target))
{
    public Syntax Target { get; } = target;

    public string Name { get; } = name;

    public int NameStart { get; } = nameStart;
}

/// <summary><c>target[index]</c>.</summary>
internal sealed class IndexSyntax(Syntax target, Syntax index) : Syntax(target.Start, DepthAbove(target, index))
{
    public Syntax Target { get; } = target;

    public Syntax Index { get; } = index;
}

/// <summary><c>name(arguments)</c> or <c>target.name(arguments)</c>.</summary>
internal sealed class CallSyntax(int nameStart, Syntax? target, string name, ImmutableArray<Syntax> arguments)
    : Syntax(target?.Start ?? nameStart, Math.Max(DepthAbove(target), DepthAbove(arguments.AsSpan()!)))
{
    public int NameStart { get; } = nameStart;

    public Syntax? Target { get; } = target;

    public string Name { get; } = name;

    public ImmutableArray<Syntax> Arguments { get; } = arguments;
}

/// <summary><c>-operand</c> or <c>not operand</c>.</summary>
internal sealed class UnarySyntax(int start, char symbol, Syntax operand) : Syntax(start, DepthAbove(operand))
{
    public char Symbol { get; } = symbol;

    public Syntax Operand { get; } = operand;
}

/// <summary>Comparison, <c>in</c> and arithmetic.</summary>
internal sealed class BinarySyntax(Syntax left, string symbol, int symbolStart, Syntax right) : Syntax(left.Start, DepthAbove(left, right))
{
    public Syntax Left { get; } = left;

    public string Symbol { get; } = symbol;

    public int SymbolStart { get; } = symbolStart;

    public Syntax Right { get; } = right;
}

/// <summary>Two or more parts, all joined by <c>and</c> or all joined by <c>or</c>.</summary>
internal sealed class LogicSyntax(bool isAnd, ImmutableArray<Syntax> parts) : Syntax(parts[0].Start, DepthAbove(parts.AsSpan()!))
{
    public bool IsAnd { get; } = isAnd;

    public ImmutableArray<Syntax> Parts { get; } = parts;
}

/// <summary><c>condition ? then : otherwise</c>.</summary>
internal sealed class ChoiceSyntax(Syntax condition, Syntax then, Syntax otherwise) : Syntax(condition.Start, DepthAbove(condition, then, otherwise))
{
    public Syntax Condition { get; } = condition;

    public Syntax Then { get; } = then;

    public Syntax Otherwise { get; } = otherwise;
}

internal sealed class ListSyntax(int start, ImmutableArray<Syntax> items) : Syntax(start, DepthAbove(items.AsSpan()!))
{
    public ImmutableArray<Syntax> Items { get; } = items;
}

internal sealed class MapSyntax(int start, ImmutableArray<Syntax> keys, ImmutableArray<Syntax> values)
    : Syntax(start, Math.Max(DepthAbove(keys.AsSpan()!), DepthAbove(values.AsSpan()!)))
{
    public ImmutableArray<Syntax> Keys { get; } = keys;

    public ImmutableArray<Syntax> Values { get; } = values;
}
