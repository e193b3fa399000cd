using System.Net;
using BenchmarkDotNet.Attributes;
using Submission.Policy;
using Submission.Policy.Counters;
using Submission.Policy.Expressions;
using Submission.Policy.Lookups;
using Submission.Policy.Specification;

namespace Benchmarks;

/// <summary>Conditions of the shipped policy: under 50 ns and 0 B each.</summary>
[MemoryDiagnoser]
public class ExpressionBenchmarks
{
    private readonly PolicyContext _context = new(new ClientFacts(IPAddress.Parse("192.0.2.7")), new PolicyPorts(), new InMemoryCounterStore(TimeProvider.System))
    {
        Account = new AccountFacts(EmailAddress.Parse("jan@domena.cz"), [DomainName.Parse("domena.eu"), DomainName.Parse("domena.sk")]),
        Sender = EmailAddress.Parse("jan@domena.sk"),
        Recipient = EmailAddress.Parse("info@seznam.cz"),
        Mail = new MailParameters { DeclaredSize = 2_000_000 },
    };

    private CompiledExpression _condition = null!;

    [Params(
        "sender.domain != account.domain and not (sender.domain in account.aliases)",
        "message.declared_size > 1048576 and recipient.domain in lists.big_mail_domains",
        "in_network(client.ip, lists.webmail_networks)")]
    public string Condition { get; set; } = "";

    [GlobalSetup]
    public void Compile()
    {
        Dictionary<string, PolicyList> lists = new(StringComparer.Ordinal)
        {
            ["big_mail_domains"] = new PolicyList("big_mail_domains", ["seznam.cz", "email.cz", "post.cz"]),
            ["webmail_networks"] = new PolicyList("webmail_networks", ["10.0.0.0/8", "192.0.2.0/24", "2001:db8::/32"]),
        };
        List<SpecError> errors = [];
        _condition = ExpressionCompiler.Compile(new SpecScalar(default, Condition), new ExpressionScope(PolicyStages.Rcpt, lists), ExpressionType.Bool, errors)
            ?? throw new InvalidOperationException(string.Join(Environment.NewLine, errors));
    }

    [Benchmark]
    public bool Evaluate() => _condition.TryEvaluateBool(_context, out bool value) && value;
}
