using System.Collections.Immutable;

namespace Submission.Policy.Expressions;

/// <summary>
/// Reads the grammar of CEL, with the words <c>and</c>, <c>or</c> and <c>not</c> besides. The first error that is no slip of the pen ends the reading.
/// <c>not</c> takes the whole comparison behind it, as its reader expects; <c>!</c> takes one operand, as in CEL.
/// </summary>
internal sealed class Parser(List<Token> tokens, ExpressionErrors errors)
{
    /// <summary>The deepest nesting.</summary>
    public const int MaximumDepth = 64;

    /// <summary>The most pieces, literals and names not counted.</summary>
    public const int MaximumNodes = 1000;

    private static readonly string[] Relations = ["==", "!=", "<", "<=", ">", ">="];

    private int _index;
    private int _depth;
    private int _nodes;
    private bool _failed;

    private Token Current => tokens[_index];

    /// <summary>The whole expression; <see langword="null"/> where it cannot be read.</summary>
    public Syntax? Parse()
    {
        if (Current.Kind == TokenKind.End) return Fail<Syntax>(0, "The expression is empty.");
        Syntax? whole = ParseChoice();
        if (whole is null || Current.Kind == TokenKind.End) return whole;
        string? mend = Current.IsWord("not") ? "Write not (x in list)." : null;
        return Fail<Syntax>(Current.Start, $"{Current} is not expected here.", mend);
    }

    private Syntax? ParseChoice()
    {
        if (!Descend()) return null;
        Syntax? condition = ParseOr();
        if (condition is not null && TakeSymbol("?"))
        {
            Syntax? then = ParseOr();
            if (then is null || !Expect(":")) return null;
            Syntax? otherwise = ParseChoice();
            condition = otherwise is null ? null : Made(new ChoiceSyntax(condition, then, otherwise));
        }

        _depth--;
        return condition;
    }

    private Syntax? ParseOr()
    {
        Syntax? first = ParseAnd();
        if (first is null || !TakeOr()) return first;
        ImmutableArray<Syntax>.Builder parts = ImmutableArray.CreateBuilder<Syntax>();
        parts.Add(first);
        do
        {
            if (ParseAnd() is not { } part) return null;
            parts.Add(part);
        }
        while (TakeOr());
        return Made(new LogicSyntax(false, parts.ToImmutable()));
    }

    private Syntax? ParseAnd()
    {
        Syntax? first = ParseNot();
        if (first is null || !TakeAnd()) return first;
        ImmutableArray<Syntax>.Builder parts = ImmutableArray.CreateBuilder<Syntax>();
        parts.Add(first);
        do
        {
            if (ParseNot() is not { } part) return null;
            parts.Add(part);
        }
        while (TakeAnd());
        return Made(new LogicSyntax(true, parts.ToImmutable()));
    }

    private bool TakeOr() => TakeSymbol("||") || TakeWord("or");

    private bool TakeAnd() => TakeSymbol("&&") || TakeWord("and");

    private Syntax? ParseNot()
    {
        int start = Current.Start;
        if (!TakeWord("not")) return ParseRelation();
        if (!Descend()) return null;
        Syntax? operand = ParseNot();
        _depth--;
        return operand is null ? null : Made(new UnarySyntax(start, '!', operand));
    }

    private Syntax? ParseRelation()
    {
        Syntax? left = ParseSum();
        while (left is not null && (Current.IsWord("in") || (Current.Kind == TokenKind.Symbol && Array.IndexOf(Relations, Current.Text) >= 0)))
            left = ParseBinary(left, ParseSum);
        return left;
    }

    private Syntax? ParseSum()
    {
        Syntax? left = ParseProduct();
        while (left is not null && (Current.IsSymbol("+") || Current.IsSymbol("-"))) left = ParseBinary(left, ParseProduct);
        return left;
    }

    private Syntax? ParseProduct()
    {
        Syntax? left = ParseUnary();
        while (left is not null && (Current.IsSymbol("*") || Current.IsSymbol("/") || Current.IsSymbol("%"))) left = ParseBinary(left, ParseUnary);
        return left;
    }

    private Syntax? ParseBinary(Syntax left, Func<Syntax?> parseRight)
    {
        Token symbol = Take();
        return parseRight() is { } right ? Made(new BinarySyntax(left, symbol.Text, symbol.Start, right)) : null;
    }

    private Syntax? ParseUnary()
    {
        Token sign = Current;
        if (sign.IsWord("not")) return Fail<Syntax>(sign.Start, "'not' stands inside an operand.", "Write (not …) in parentheses.");
        if (!sign.IsSymbol("!") && !sign.IsSymbol("-")) return ParseMember();
        _index++;
        if (sign.Text[0] == '-' && Current.Kind is TokenKind.Int or TokenKind.Double) return ParseMembersOf(Number(Take(), sign.Start, isNegative: true));
        if (!Descend()) return null;
        Syntax? operand = ParseUnary();
        _depth--;
        return operand is null ? null : Made(new UnarySyntax(sign.Start, sign.Text[0], operand));
    }

    private Syntax? ParseMember() => ParseMembersOf(ParsePrimary());

    private Syntax? ParseMembersOf(Syntax? target)
    {
        while (target is not null)
        {
            if (TakeSymbol("."))
            {
                Token name = Take();
                if (name.Kind != TokenKind.Name) return Fail<Syntax>(name.Start, $"A name is expected behind the dot, not {name}.");
                target = Current.IsSymbol("(") ? ParseCall(name, target) : Made(new SelectSyntax(target, name.Text, name.Start));
            }
            else if (TakeSymbol("["))
            {
                Syntax? index = ParseChoice();
                target = index is not null && Expect("]") ? Made(new IndexSyntax(target, index)) : null;
            }
            else
            {
                return target;
            }
        }

        return null;
    }

    private Syntax? ParseCall(Token name, Syntax? target)
    {
        _index++;
        return ParseList(")", out ImmutableArray<Syntax> arguments) ? Made(new CallSyntax(name.Start, target, name.Text, arguments)) : null;
    }

    private Syntax? ParsePrimary()
    {
        Token token = Take();
        switch (token.Kind)
        {
            case TokenKind.Int or TokenKind.Double:
                return Number(token, token.Start, isNegative: false);
            case TokenKind.String:
                return new LiteralSyntax(token.Start, new Constant<string>(ExpressionType.String, token.Text));
            case TokenKind.Name:
                return ParseName(token);
            case TokenKind.Symbol when token.Text is "(":
                Syntax? inner = ParseChoice();
                return inner is not null && Expect(")") ? inner : null;
            case TokenKind.Symbol when token.Text is "[":
                return ParseList("]", out ImmutableArray<Syntax> items) ? Made(new ListSyntax(token.Start, items)) : null;
            case TokenKind.Symbol when token.Text is "{":
                return ParseMap(token.Start);
            default:
                return Fail<Syntax>(token.Start, $"A value is expected, not {token}.");
        }
    }

    private Syntax? ParseName(Token name) => name.Text switch
    {
        "true" => new LiteralSyntax(name.Start, new Constant<bool>(ExpressionType.Bool, true)),
        "false" => new LiteralSyntax(name.Start, new Constant<bool>(ExpressionType.Bool, false)),
        "null" => new LiteralSyntax(name.Start, new Constant<object?>(ExpressionType.Null, null)),
        "in" or "and" or "or" => Fail<Syntax>(name.Start, $"A value is expected, not '{name.Text}'."),
        _ when Current.IsSymbol("(") => ParseCall(name, null),
        _ => new NameSyntax(name.Start, name.Text),
    };

    private Syntax? Number(Token token, int start, bool isNegative)
    {
        if (token.Kind == TokenKind.Double) return new LiteralSyntax(start, new Constant<double>(ExpressionType.Double, isNegative ? -token.Real : token.Real));
        ulong limit = isNegative ? 1UL << 63 : long.MaxValue;
        if (token.Magnitude > limit) return Fail<Syntax>(start, "The number is too large for an int.");
        long value = isNegative ? unchecked(-(long)token.Magnitude) : (long)token.Magnitude;
        return new LiteralSyntax(start, new Constant<long>(ExpressionType.Int, value));
    }

    private Syntax? ParseMap(int start)
    {
        ImmutableArray<Syntax>.Builder keys = ImmutableArray.CreateBuilder<Syntax>();
        ImmutableArray<Syntax>.Builder values = ImmutableArray.CreateBuilder<Syntax>();
        while (!TakeSymbol("}"))
        {
            if (keys.Count > 0 && !Expect(",")) return null;
            if (keys.Count > 0 && TakeSymbol("}")) break;
            if (ParseChoice() is not { } key || !Expect(":") || ParseChoice() is not { } value) return null;
            keys.Add(key);
            values.Add(value);
        }

        return Made(new MapSyntax(start, keys.ToImmutable(), values.ToImmutable()));
    }

    private bool ParseList(string end, out ImmutableArray<Syntax> items)
    {
        ImmutableArray<Syntax>.Builder list = ImmutableArray.CreateBuilder<Syntax>();
        items = [];
        while (!TakeSymbol(end))
        {
            if (list.Count > 0 && !Expect(",")) return false;
            if (list.Count > 0 && end[0] == ']' && TakeSymbol(end)) break;
            if (ParseChoice() is not { } item) return false;
            list.Add(item);
        }

        items = list.ToImmutable();
        return true;
    }

    private Token Take() => Current.Kind == TokenKind.End ? Current : tokens[_index++];

    private bool TakeSymbol(string symbol) => Advance(Current.IsSymbol(symbol));

    private bool TakeWord(string word) => Advance(Current.IsWord(word));

    private bool Advance(bool isThere)
    {
        if (isThere) _index++;
        return isThere;
    }

    private bool Expect(string symbol)
    {
        if (TakeSymbol(symbol)) return true;
        string? mend = Current.IsWord("not") ? "Write not (x in list)." : null;
        Fail<Syntax>(Current.Start, $"'{symbol}' is expected, not {Current}.", mend);
        return false;
    }

    private bool Descend()
    {
        if (++_depth <= MaximumDepth) return true;
        Fail<Syntax>(Current.Start, "The expression is nested too deeply.", "At most 64 levels are allowed.");
        return false;
    }

    private Syntax? Made(Syntax syntax)
    {
        if (syntax.Depth > MaximumDepth) return Fail<Syntax>(syntax.Start, "The expression is nested too deeply.", "At most 64 levels are allowed.");
        return ++_nodes <= MaximumNodes ? syntax : Fail<Syntax>(syntax.Start, "The expression is too large.", "At most 1000 pieces are allowed; put long lists under lists:.");
    }

    private T? Fail<T>(int start, string message, string? mend = null)
        where T : class
    {
        if (!_failed) errors.Add(start, message, mend);
        _failed = true;
        return null;
    }
}
