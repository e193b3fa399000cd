using Microsoft.Extensions.Logging;
using Submission.Policy.Specification;
using Submission.Policy.Tests.Engine;

namespace Submission.Policy.Tests.Compilation;

public sealed class WithoutRulesTests
{
    private readonly MessageFixture _message = new();

    [Fact]
    public async Task WithoutRules_RuleOfTheSource_IsNotInForceAndNeedsNoPort()
    {
        PolicyEngine engine = _message.Build(
            static options =>
            {
                options.VirusScanner = null;
                options.WithoutRules.Add("virus-detected");
            },
            ("small", "refuse-if: message.size < 5"),
            ("virus-detected", "virus: found"));
        Assert.Equal(["small"], engine.Rules.Select(static rule => rule.Id.Value));
        Assert.True((await MessageFixture.JudgeAsync(engine)).IsAccepted);
        Assert.Empty(engine.Reload());
        Assert.Equal(["small"], engine.Rules.Select(static rule => rule.Id.Value));
    }

    [Theory]
    [InlineData("virus-detectd", "Did you mean 'virus-detected'?")]
    [InlineData("greylisting", "Known here: small, virus-detected.")]
    public void WithoutRules_IdThatThePolicyDoesNotHave_IsAnErrorWithTheNearest(string id, string mend)
    {
        PolicyException exception = Assert.Throws<PolicyException>(() => _message.Build(
            options => options.WithoutRules.Add(id), ("small", "refuse-if: message.size < 5"), ("virus-detected", "virus: found")));
        SpecError error = Assert.Single(exception.Errors);
        Assert.Equal($"There is no rule '{id}' to leave out.", error.Message);
        Assert.Equal(mend, error.Mend);
    }

    [Fact]
    public void WithoutRules_RuleThatAnotherOneAlwaysAnswersBefore_FiresWithoutIt()
    {
        PolicyEngine engine = _message.Build(static options => options.WithoutRules.Add("all"), ("all", "refuse-if: true"), ("small", "refuse-if: message.size < 5"));
        Assert.Equal("small", Assert.Single(engine.Rules).Id.Value);
    }

    [Theory]
    [InlineData("", "Policy test with 2 rules is in force")]
    [InlineData("small", "Policy test with 1 rules is in force, without small")]
    [InlineData("virus small", "Policy test with 0 rules is in force, without small, virus")]
    public void WithoutRules_Start_IsLogged(string without, string expected)
    {
        using var logs = new Logs();
        var options = new SubmissionPolicyOptions
        {
            Source = ValidateTests.Policy(
                ("virus", "rule: virus\nabout: A rule.\nstage: message\nvirus: found\nreply: 550 5.7.1 no"),
                ("small", "rule: small\nabout: A rule.\nstage: message\nrefuse-if: message.size < 5\nreply: 550 5.7.1 no")),
            VirusScanner = _message,
        };
        options.WithoutRules.UnionWith(without.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        _ = new PolicyEngine(options, logs);
        Assert.Equal([expected], logs.Lines);
    }

    private sealed class Logs : ILoggerFactory, ILogger
    {
        public List<string> Lines { get; } = [];

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
