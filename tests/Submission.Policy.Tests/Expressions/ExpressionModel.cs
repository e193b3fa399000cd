using System.Globalization;
using System.Numerics;
using System.Text;

namespace Submission.Policy.Tests.Expressions;

/// <summary>
/// An expression of the model: its text, its type and its value, which is worked out in the plainest way. The value is a bool, a long, a double, a text, a list of
/// those, or an error.
/// </summary>
internal sealed record ModelExpression(string Text, string Type, Func<ModelEnvironment, object> Value);

internal sealed record ModelEnvironment(PolicyContext Context, Dictionary<string, object> Variables);

/// <summary>Makes random well-typed expressions together with their meaning.</summary>
internal sealed class ExpressionModel(Random random)
{
    public static readonly object Error = new();

    private static readonly string[] Texts = ["", "a", "b", "ab", "domena.cz", "domena.eu", "\uFFFE", "\U0001F600", "I", "i"];
    private static readonly long[] Numbers = [0, 1, 2, -1, 3, 7, long.MaxValue, long.MinValue, 4_611_686_018_427_387_904, 9_007_199_254_740_993];
    private static readonly double[] Reals = [0, 1, -1.5, 2.5, 1e300, 9_007_199_254_740_992, 9.2233720368547758e18, 0.1];

    private readonly List<(string Name, string Type)> _variables = [];

    public ModelExpression Next(string type, int depth)
    {
        List<(string Name, string Type)> fitting = _variables.FindAll(variable => variable.Type == type);
        if (fitting.Count > 0 && random.Next(3) == 0)
        {
            string name = fitting[random.Next(fitting.Count)].Name;
            return new ModelExpression(name, type, environment => environment.Variables[name]);
        }

        if (depth <= 0) return random.Next(2) == 0 ? Literal(type) : Fact(type);
        if (random.Next(8) == 0) return Choice(type, depth - 1);
        return type switch
        {
            "bool" => Bool(depth - 1),
            "int" => Int(depth - 1),
            "double" => Arithmetic("double", depth - 1),
            "string" => Binary("string", "+", Next("string", depth - 1), Next("string", depth - 1), static (a, b) => (string)a + (string)b),
            _ => List(type, depth - 1),
        };
    }

    private ModelExpression Literal(string type)
    {
        switch (type)
        {
            case "bool":
                bool truth = random.Next(2) == 0;
                return new ModelExpression(truth ? "true" : "false", type, _ => truth);
            case "int":
                long number = Numbers[random.Next(Numbers.Length)];
                return new ModelExpression(number.ToString(CultureInfo.InvariantCulture), type, _ => number);
            case "double":
                double real = Reals[random.Next(Reals.Length)];
                return new ModelExpression(real.ToString("E17", CultureInfo.InvariantCulture), type, _ => real);
            case "string":
                string text = Texts[random.Next(Texts.Length)];
                return new ModelExpression(random.Next(2) == 0 ? $"'{text}'" : $"\"{text}\"", type, _ => text);
            default:
                return List(type, 0);
        }
    }

    private ModelExpression Fact(string type) => (type, random.Next(2)) switch
    {
        ("bool", 0) => new("client.tls", type, static environment => environment.Context.IsTls),
        ("bool", _) => new("client.webmail", type, static environment => environment.Context.IsWebmail),
        ("int", 0) => new("session.messages", type, static environment => (long)environment.Context.SessionMessages),
        ("int", _) => new("message.declared_size", type, static environment => environment.Context.Mail.DeclaredSize ?? 0L),
        ("string", 0) => new("helo.name", type, static environment => environment.Context.HeloName),
        ("string", _) => new("account.domain", type, static environment => environment.Context.Account?.Domain ?? Error),
        ("string list", _) => new("account.aliases", type, static environment => environment.Context.Account is { } account ? account.Aliases.Cast<object>().ToList() : Error),
        _ => Literal(type),
    };

    private ModelExpression Choice(string type, int depth)
    {
        ModelExpression condition = Next("bool", depth);
        ModelExpression then = Next(type, depth);
        ModelExpression otherwise = Next(type, depth);
        return new ModelExpression($"({condition.Text} ? {then.Text} : {otherwise.Text})", type, environment =>
            condition.Value(environment) is bool isThen ? (isThen ? then : otherwise).Value(environment) : Error);
    }

    private ModelExpression Bool(int depth)
    {
        string[] scalars = ["int", "double", "string", "bool"];
        string type = scalars[random.Next(scalars.Length)];
        switch (random.Next(7))
        {
            case 0 or 1:
                return Junction(random.Next(2) == 0, depth);
            case 2:
                ModelExpression operand = Next("bool", depth);
                return new ModelExpression($"({(random.Next(2) == 0 ? "!" : "not ")}({operand.Text}))", "bool", environment => operand.Value(environment) is bool value ? !value : Error);
            case 3:
                string[] relations = ["==", "!=", "<", "<=", ">", ">="];
                string other = type is "int" or "double" ? scalars[random.Next(2)] : type;
                string relation = relations[random.Next(relations.Length)];
                return Binary("bool", relation, Next(type, depth), Next(other, depth), (a, b) => Compare(relation, a, b));
            case 4:
                return Binary("bool", "in", Next(type, depth), Next(type + " list", depth), static (a, b) => ((List<object>)b).Exists(item => IsEqual(a, item)));
            case 5:
                string method = ((string[])["contains", "startsWith", "endsWith"])[random.Next(3)];
                ModelExpression text = Next("string", depth);
                ModelExpression part = Next("string", depth);
                return new ModelExpression($"({text.Text}).{method}({part.Text})", "bool", environment => Apply(text, part, environment, (a, b) => HasPart(method, (string)a, (string)b)));
            default:
                return Quantifier(type, depth);
        }
    }

    private ModelExpression Junction(bool isAnd, int depth)
    {
        ModelExpression left = Next("bool", depth);
        ModelExpression right = Next("bool", depth);
        string symbol = isAnd ? (random.Next(2) == 0 ? "and" : "&&") : (random.Next(2) == 0 ? "or" : "||");
        return new ModelExpression($"({left.Text} {symbol} {right.Text})", "bool", environment => Join(isAnd, [left.Value(environment), right.Value(environment)]));
    }

    private ModelExpression Quantifier(string type, int depth)
    {
        if (_variables.Count == 4) return Literal("bool");
        bool isAll = random.Next(2) == 0;
        ModelExpression list = Next(type + " list", depth);
        string name = "x" + _variables.Count.ToString(CultureInfo.InvariantCulture);
        _variables.Add((name, type));
        ModelExpression condition = Next("bool", depth);
        _variables.RemoveAt(_variables.Count - 1);
        return new ModelExpression($"({list.Text}).{(isAll ? "all" : "exists")}({name}, {condition.Text})", "bool", environment =>
        {
            if (list.Value(environment) is not List<object> items) return Error;
            return Join(isAll, items.ConvertAll(item => condition.Value(environment with { Variables = new(environment.Variables) { [name] = item } })));
        });
    }

    private ModelExpression Int(int depth)
    {
        switch (random.Next(4))
        {
            case 0:
                ModelExpression text = Next("string", depth);
                return new ModelExpression($"size({text.Text})", "int", environment => text.Value(environment) is string value ? (long)value.EnumerateRunes().Count() : Error);
            case 1:
                ModelExpression list = Next("int list", depth);
                ModelExpression index = Next("int", depth);
                return new ModelExpression($"({list.Text})[{index.Text}]", "int", environment => Apply(list, index, environment, static (items, i) =>
                    (long)i >= 0 && (long)i < ((List<object>)items).Count ? ((List<object>)items)[(int)(long)i] : Error));
            default:
                return Arithmetic("int", depth);
        }
    }

    private ModelExpression Arithmetic(string type, int depth)
    {
        string symbols = type == "int" ? "+-*/%" : "+-*/";
        char symbol = symbols[random.Next(symbols.Length)];
        return Binary(type, symbol.ToString(), Next(type, depth), Next(type, depth), (a, b) => a is double x ? Calculate(symbol, x, (double)b) : Calculate(symbol, (long)a, (long)b));
    }

    private ModelExpression List(string type, int depth)
    {
        string element = type.Split(' ')[0];
        ModelExpression[] items = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Next(element, depth - 1))];
        return new ModelExpression($"[{string.Join(", ", items.Select(static item => item.Text))}]", type, environment =>
        {
            List<object> values = [.. items.Select(item => item.Value(environment))];
            return values.Contains(Error) ? Error : values;
        });
    }

    private static ModelExpression Binary(string type, string symbol, ModelExpression left, ModelExpression right, Func<object, object, object> apply) =>
        new($"({left.Text} {symbol} {right.Text})", type, environment => Apply(left, right, environment, apply));

    private static object Apply(ModelExpression left, ModelExpression right, ModelEnvironment environment, Func<object, object, object> apply)
    {
        object first = left.Value(environment);
        object second = right.Value(environment);
        return first == Error || second == Error ? Error : apply(first, second);
    }

    private static object Join(bool isAnd, IReadOnlyCollection<object> parts) =>
        parts.Any(part => part is bool value && value != isAnd) ? !isAnd : parts.Contains(Error) ? Error : isAnd;

    private static object Calculate(char symbol, long left, long right)
    {
        if (symbol is '/' or '%' && (right == 0 || (left == long.MinValue && right == -1))) return Error;
        BigInteger result = symbol switch { '+' => (BigInteger)left + right, '-' => (BigInteger)left - right, '*' => (BigInteger)left * right, '/' => BigInteger.Divide(left, right), _ => BigInteger.Remainder(left, right) };
        return result < long.MinValue || result > long.MaxValue ? Error : (long)result;
    }

    private static object Calculate(char symbol, double left, double right) => symbol switch { '+' => left + right, '-' => left - right, '*' => left * right, _ => left / right };

    private static bool HasPart(string method, string text, string part) => method switch
    {
        "contains" => text.Contains(part, StringComparison.Ordinal),
        "startsWith" => text.Length >= part.Length && text[..part.Length] == part,
        _ => text.Length >= part.Length && text[^part.Length..] == part,
    };

    private static bool IsEqual(object left, object right) => (bool)Compare("==", left, right);

    private static object Compare(string relation, object left, object right)
    {
        int? order = Order(left, right);
        return relation switch { "==" => order == 0, "!=" => order != 0, "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 };
    }

    private static int? Order(object left, object right) => (left, right) switch
    {
        (string a, string b) => Encoding.UTF32.GetBytes(a).Chunk(4).Select(static c => BitConverter.ToInt32(c)).ToArray().AsSpan()
            .SequenceCompareTo(Encoding.UTF32.GetBytes(b).Chunk(4).Select(static c => BitConverter.ToInt32(c)).ToArray()),
        (bool a, bool b) => a.CompareTo(b),
        (long a, long b) => a.CompareTo(b),
        (double a, double b) => double.IsNaN(a) || double.IsNaN(b) ? null : a.CompareTo(b),
        (long a, double b) => OrderExactly(a, b),
        (double a, long b) => -OrderExactly(b, a),
        _ => throw new InvalidOperationException("The model compares other types."),
    };

    private static int? OrderExactly(long left, double right)
    {
        if (double.IsNaN(right)) return null;
        if (double.IsInfinity(right)) return right > 0 ? -1 : 1;
        // A double is a whole number times a power of two, at least 2^-1074: both sides are multiplied by 2^1100.
        long bits = BitConverter.DoubleToInt64Bits(right);
        int exponent = (int)((bits >> 52) & 0x7FF);
        BigInteger mantissa = (bits & 0xF_FFFF_FFFF_FFFF) | (exponent == 0 ? 0 : 1L << 52);
        BigInteger scaled = mantissa << (Math.Max(exponent, 1) - 1075 + 1100);
        return (new BigInteger(left) << 1100).CompareTo(bits < 0 ? -scaled : scaled);
    }
}
