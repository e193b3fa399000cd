using System.Net;

namespace Submission.Policy.Expressions;

/// <content>Conversions and times.</content>
internal sealed partial class Binder
{
    private Node? BindConversion(CallSyntax call, Node value)
    {
        Node? node = (call.Name, value) switch
        {
            ("int", Node<long>) or ("double", Node<double>) or ("string", Node<string>) => value,
            ("int", Node<double> number) => new UnaryNode<double, long>(ExpressionType.Int, number, Arithmetic.ToInt),
            ("int", Node<string> text) => new UnaryNode<string, long>(ExpressionType.Int, text, TextFunctions.ToInt),
            ("int", Node<DateTimeOffset> moment) => new UnaryNode<DateTimeOffset, long>(ExpressionType.Int, moment, static (ref _, at) => at.ToUnixTimeSeconds()),
            ("double", Node<long> number) => new UnaryNode<long, double>(ExpressionType.Double, number, static (ref _, whole) => whole),
            ("double", Node<string> text) => new UnaryNode<string, double>(ExpressionType.Double, text, TextFunctions.ToDouble),
            ("string", Node<long> number) => TextOf(number),
            ("string", Node<double> number) => TextOf(number),
            ("string", Node<bool> truth) => TextOf(truth),
            ("string", Node<IPAddress> address) => TextOf(address),
            ("string", Node<TimeSpan> duration) => TextOf(duration),
            ("string", Node<DateTimeOffset> moment) => TextOf(moment),
            _ => null,
        };
        return node ?? Fail(call.NameStart, $"{Capital(A(value.Type))} cannot be made {(call.Name is "int" ? "an int" : "a " + call.Name)}.");
    }

    private static UnaryNode<T, string> TextOf<T>(Node<T> value) => new(ExpressionType.String, value, static (ref _, content) => ValueText.Of(content));

    private Node? BindDuration(CallSyntax call)
    {
        if (!CheckCount(call, 1) || Bind(call.Arguments[0], ExpressionType.String, "The argument of 'duration'") is not Node<string> text) return null;
        if (text is Constant<string> constant && !TimeText.TryParseDuration(constant.Value, out _)) return Fail(call.Arguments[0].Start, $"'{Shorten(constant.Value)}' is no span of time.", "Write it like '90s', '1h30m' or '1d'.");
        return new UnaryNode<string, TimeSpan>(ExpressionType.Duration, text, static (ref e, value) =>
            TimeText.TryParseDuration(value, out TimeSpan duration) ? duration : e.Fail("the text is no span of time", duration));
    }

    private Node? BindTimestamp(CallSyntax call)
    {
        if (!CheckCount(call, 1) || Bind(call.Arguments[0], ExpressionType.String, "The argument of 'timestamp'") is not Node<string> text) return null;
        if (text is Constant<string> constant && !TimeText.TryParseTimestamp(constant.Value, out _)) return Fail(call.Arguments[0].Start, $"'{Shorten(constant.Value)}' is no time.", "Write it like '2026-01-01T10:00:00Z'.");
        return new UnaryNode<string, DateTimeOffset>(ExpressionType.Timestamp, text, static (ref e, value) =>
            TimeText.TryParseTimestamp(value, out DateTimeOffset moment) ? moment : e.Fail("the text is no time", moment));
    }

    private Node? BindTimeMethod(CallSyntax call, Node<DateTimeOffset> moment)
    {
        TimeZoneInfo zone = TimeZoneInfo.Utc;
        if (call.Arguments.Length > 0)
        {
            if (!CheckCount(call, 1) || Bind(call.Arguments[0], ExpressionType.String, "The time zone") is not { } name) return null;
            if (name is not Constant<string> { Value: var text } || !TimeText.TryParseZone(text, out zone)) return Fail(call.Arguments[0].Start, "The time zone is not known.", "Write it like 'Europe/Prague' or '+02:00'.");
        }

        Func<DateTime, long> part = call.Name switch
        {
            "getFullYear" => static at => at.Year,
            "getMonth" => static at => at.Month - 1,
            "getDate" => static at => at.Day,
            "getDayOfMonth" => static at => at.Day - 1,
            "getDayOfWeek" => static at => (long)at.DayOfWeek,
            "getDayOfYear" => static at => at.DayOfYear - 1,
            "getHours" => static at => at.Hour,
            "getMinutes" => static at => at.Minute,
            "getSeconds" => static at => at.Second,
            _ => static at => at.Millisecond,
        };
        return new UnaryNode<DateTimeOffset, long>(ExpressionType.Int, moment, (ref _, at) => part(TimeZoneInfo.ConvertTime(at, zone).DateTime));
    }
}
