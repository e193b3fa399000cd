using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using CsCheck;
using Submission.Policy.Expressions;
using Submission.Policy.Specification;

namespace Submission.Policy.Tests.Expressions;

public sealed class HostileExpressionTests
{
    private static readonly string[] Words =
    [
        "sender", "sender.domain", "account.aliases", "client.ip", "lists.big_mail_domains", "now", "size", "in_network", "glob", "matches", "exists", "all", "x",
        "and", "or", "not", "in", "true", "null", "&&", "||", "!", "==", "<", ">=", "+", "-", "*", "/", "%", "?", ":", ".", ",", "(", ")", "[", "]", "{", "}",
        "'a'", "\"b", "r'\\", "1", "1.5", "0x", "9223372036854775808", "1e", "=", "&", "\\", "\0", "\uD800", "é", "//", "\n", "duration('", "')", "'[a-'", "'(a+)+$'",
    ];

    [Fact]
    public void Compile_RandomCharacters_NeverThrowsAndSaysWhy() => Gen.String.Sample(CompileAnything, iter: 20_000);

    [Fact]
    public void Compile_RandomWords_NeverThrowsAndSaysWhy() =>
        Gen.Int[0, Words.Length - 1].Array[0, 40].Sample(static picks => CompileAnything(string.Concat(picks.Select(static pick => Words[pick] + (pick % 3 == 0 ? " " : "")))), iter: 20_000);

    [Fact]
    public void Compile_MutatedExpression_NeverThrowsAndSaysWhy()
    {
        const string Original = "sender.domain != account.domain and not (sender.domain in account.aliases) or lists.big_mail_domains.exists(d, subdomain_of(sender.domain, d))";
        Gen.Select(Gen.Int[0, Original.Length - 1], Gen.Char, Gen.Int[0, 2]).Array[1, 5].Sample(
            static edits =>
            {
                StringBuilder text = new(Original);
                foreach ((int at, char c, int kind) in edits)
                {
                    if (kind == 0) text[at] = c;
                    else if (kind == 1) text.Insert(at, c);
                    else if (text.Length > Original.Length - 3) text.Remove(Math.Min(at, text.Length - 1), 1);
                    while (text.Length < Original.Length) text.Append(' ');
                }

                CompileAnything(text.ToString());
            },
            iter: 20_000);
    }

    [Theory]
    [InlineData("(", 5000)]
    [InlineData("[", 5000)]
    [InlineData("{'a':", 1500)]
    [InlineData("!", 5000)]
    [InlineData("-", 5000)]
    [InlineData("not ", 2000)]
    [InlineData("true?", 1600)]
    [InlineData("size(", 1600)]
    [InlineData("a.", 4000)]
    [InlineData("1+", 4000)]
    [InlineData("true and ", 900)]
    [InlineData("sender.domain == '' or ", 350)]
    [InlineData("[1].all(x,", 800)]
    public void Compile_EndlessRepetition_IsAnErrorAtOnce(string part, int count)
    {
        string text = string.Concat(Enumerable.Repeat(part, count));
        var watch = Stopwatch.StartNew();
        ImmutableArray<string> errors = ExpressionFixture.Errors(text);
        Assert.NotEmpty(errors);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public void Compile_ClosedButDeep_IsRefusedByItsDepth()
    {
        Assert.Equal(["64: The expression is nested too deeply. At most 64 levels are allowed."], ExpressionFixture.Errors(new string('(', 65) + "true" + new string(')', 65)));
        Assert.Empty(ExpressionFixture.Errors(new string('(', 63) + "true" + new string(')', 63)));
        Assert.Contains("nested too deeply", Assert.Single(ExpressionFixture.Errors(string.Join('+', Enumerable.Repeat("1", 65)) + " > 0")), StringComparison.Ordinal);
    }

    [Fact]
    public void Compile_LongButFlat_IsAccepted()
    {
        Assert.Equal("true", ExpressionFixture.Evaluate(string.Join(" or ", Enumerable.Repeat("client.tls", 500))));
        Assert.Equal("true", ExpressionFixture.Evaluate($"4000 in [{string.Join(',', Enumerable.Range(2500, 1600))}]"));
    }

    [Fact]
    public void Compile_TooLong_IsOneError() =>
        Assert.Equal(["0: The expression is too long. At most 8192 characters are allowed; put long lists under lists:."], ExpressionFixture.Errors("'" + new string('a', 8192) + "' == ''"));

    [Fact]
    public void Compile_TooManyPieces_IsAnError() =>
        Assert.Contains("too large", Assert.Single(ExpressionFixture.Errors(string.Join("||", Enumerable.Repeat("1<2", 1001)))), StringComparison.Ordinal);

    [Theory]
    [InlineData("^(a+)+$")]
    [InlineData("(a|a)*b")]
    [InlineData("(.*)(.*)(.*)(.*)(.*)(.*)x$")]
    [InlineData("([a-z]{1,20}){1,20}$")]
    [InlineData("((a?){20}){25}$")]
    [InlineData("([a-z]{1,200}){1,200}$")]
    [InlineData("(a{1,512}b?)*$")]
    public void Matches_EvilPattern_IsRefusedOrLinear(string pattern)
    {
        var watch = Stopwatch.StartNew();
        List<SpecError> errors = [];
        CompiledExpression? compiled = ExpressionCompiler.Compile(ExpressionFixture.Scalar($"helo.name.matches('{pattern}')"), ExpressionFixture.Scope(), null, errors);
        PolicyContext context = ExpressionFixture.Context();
        context.HeloName = new string('a', LinearPattern.MaximumTextLength - 1) + "!";
        if (compiled is not null) Assert.True(compiled.TryEvaluateBool(context, out _));
        else Assert.NotEmpty(errors);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"It took {watch.Elapsed}.");
    }

    [Theory]
    [InlineData("abc", 3)]
    [InlineData("a{3}b", 4)]
    [InlineData("(ab){2,5}", 10)]
    [InlineData("(a{2}b){3}c", 73)]
    [InlineData("[^]a]{4}", 4)]
    [InlineData("a\\{3}", 4)]
    [InlineData("a{x}", 4)]
    [InlineData("(a{1,1000}){1,1000}", 641)]
    [InlineData("a{99999999999}", 14)]
    [InlineData("[a-z]{1,63}(\\.[a-z]{1,63})*", 575)]
    [InlineData("(a{1,90}b)+", 641)]
    [InlineData(")(", 0)]
    [InlineData("[", 1)]
    public void PatternSize_Repetitions_Multiply(string pattern, int expected) => Assert.Equal(expected, PatternSize.Of(pattern));

    [Fact]
    public void Matches_TextTooLong_IsAnErrorOfTheEvaluation()
    {
        PolicyContext context = ExpressionFixture.Context();
        context.HeloName = new string('a', LinearPattern.MaximumTextLength + 1);
        Assert.Equal("error: the text is too long for a pattern", ExpressionFixture.Evaluate("helo.name.matches('b')", context));
    }

    [Fact]
    public void Matches_PatternTooLong_IsAnError() =>
        Assert.Equal(["15: The pattern is longer than 512 characters."], ExpressionFixture.Errors($"sender.matches('{new string('a', 513)}')"));

    [Fact]
    public void Exists_OverListsOfLists_StopsAtItsBudget()
    {
        PolicyList big = new("big", [.. Enumerable.Range(0, PolicyList.MaximumItems).Select(static i => $"d{i}.cz")]);
        ExpressionScope scope = new(PolicyStages.Rcpt, new Dictionary<string, PolicyList>(StringComparer.Ordinal) { ["big"] = big });
        List<SpecError> errors = [];
        CompiledExpression? compiled = ExpressionCompiler.Compile(
            ExpressionFixture.Scalar("client.tls and lists.big.exists(a, lists.big.exists(b, lists.big.exists(c, a + b + c == 'x')))"), scope, null, errors);
        Assert.NotNull(compiled);
        var watch = Stopwatch.StartNew();
        Assert.False(compiled.TryEvaluateBool(ExpressionFixture.Context(), out _, out string? error));
        Assert.Equal("the expression takes too many steps", error);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"It took {watch.Elapsed}.");

        CompiledExpression once = Assert.IsType<CompiledExpression>(ExpressionCompiler.Compile(ExpressionFixture.Scalar("lists.big.exists(a, a == sender.domain)"), scope, null, errors));
        Assert.True(once.TryEvaluateBool(ExpressionFixture.Context(), out bool value));
        Assert.False(value);
    }

    private static void CompileAnything(string text)
    {
        List<SpecError> errors = [];
        CompiledExpression? compiled = ExpressionCompiler.Compile(ExpressionFixture.Scalar(text), ExpressionFixture.Scope(), null, errors);
        Assert.Equal(errors.Count == 0, compiled is not null);
        Assert.All(errors, static error => Assert.DoesNotContain(error.Message, char.IsControl));
        if (compiled is null) return;
        PolicyContext context = ExpressionFixture.Context();
        Assert.All(compiled.Facts, fact => Assert.NotNull(fact.TextOrReason(context)));
        if (compiled.Type == ExpressionType.Bool) compiled.TryEvaluateBool(context, out _);
        if (compiled.IsSubject) compiled.TryEvaluateSubject(context, out _);
    }
}
