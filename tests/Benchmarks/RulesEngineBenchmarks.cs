using BenchmarkDotNet.Attributes;
using RulesEngine.Models;

namespace Benchmarks;

/// <summary>A well-known rules engine with ten plain comparisons and no counters: the yardstick that stands beside <see cref="VerdictBenchmarks"/>.</summary>
[MemoryDiagnoser]
public class RulesEngineBenchmarks
{
    private readonly RuleParameter _parameter = new("tx", new Transaction());
    private RulesEngine.RulesEngine _engine = null!;

    [GlobalSetup]
    public void Compile()
    {
        string[] expressions =
        [
            "tx.SenderDomain == tx.AccountDomain || tx.Aliases.Contains(tx.SenderDomain)", "tx.Recipients <= 250", "tx.SessionMessages <= 250",
            "tx.Country == \"CZ\" || tx.Country == \"SK\"", "tx.PerMinute < 250", "tx.PerHour < 1000", "tx.PerDay < 20000", "!tx.IsListed", "tx.Resolves",
            "tx.Failures <= 10",
        ];
        List<Rule> rules = [.. expressions.Select(static (expression, index) => new Rule
        {
            RuleName = $"rule-{index}",
            Expression = expression,
            RuleExpressionType = RuleExpressionType.LambdaExpression,
        })];
        _engine = new RulesEngine.RulesEngine([new Workflow { WorkflowName = "mail", Rules = rules }], new ReSettings { CustomTypes = [typeof(Transaction)] });
    }

    [Benchmark(Baseline = true)]
    public async ValueTask<int> TenComparisons() => (await _engine.ExecuteAllRulesAsync("mail", _parameter)).Count;

    public sealed class Transaction
    {
        public string SenderDomain { get; init; } = "domena.cz";

        public string AccountDomain { get; init; } = "domena.cz";

        public string Country { get; init; } = "CZ";

        public List<string> Aliases { get; init; } = ["domena.eu"];

        public int Recipients { get; init; } = 1;

        public int SessionMessages { get; init; }

        public int PerMinute { get; init; } = 3;

        public int PerHour { get; init; } = 30;

        public int PerDay { get; init; } = 300;

        public int Failures { get; init; }

        public bool IsListed { get; init; }

        public bool Resolves { get; init; } = true;
    }
}
