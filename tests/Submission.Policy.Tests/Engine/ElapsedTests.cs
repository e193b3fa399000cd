using System.Net;
using Submission.Policy.Decisions;
using Submission.Policy.Lookups;
using Submission.Policy.Tests.Compilation;

namespace Submission.Policy.Tests.Engine;

/// <summary>What a decision record tells of the time that rules took.</summary>
public sealed class ElapsedTests : IMailDomainResolver, ICountryLookup
{
    private static readonly EmailAddress Jan = EmailAddress.Parse("jan@domena.cz");
    private readonly FixedClock _clock = new();
    private readonly TaskCompletionSource<LookupResult<MailDomain>> _answer = new();

    [Fact]
    public async Task Elapsed_RuleThatHasToWait_HasTheTimeOfItsWait()
    {
        await using PolicySession session = Open(("a", "refuse-if: client.tls"), ("b", "resolve: { domain: sender.domain, to: [mx] }"), ("c", "refuse-if: client.webmail"));
        await using PolicyTransaction transaction = session.BeginTransaction();
        ValueTask<Verdict> pending = transaction.MailAsync(Jan, TestContext.Current.CancellationToken);
        _clock.Advance(TimeSpan.FromSeconds(3));
        _answer.SetResult(LookupResult<MailDomain>.Found(new MailDomain([], IsImplicit: false)));
        Assert.True((await pending).IsAccepted);
        Assert.Equal([("a", 0), ("b", 3), ("c", 0)], Seconds(transaction.Decision));
        Assert.Equal(TimeSpan.FromSeconds(3), transaction.Decision.Elapsed);
    }

    [Fact]
    public async Task Elapsed_RulesThatAnswerAtOnce_IsToldWithTheLastOfThem()
    {
        await using PolicySession session = Open(("a", "country: { of: client.ip, allowed: \"['CZ']\" }"), ("b", "refuse-if: client.tls"), ("c", "refuse-if: client.webmail"));
        await using PolicyTransaction transaction = session.BeginTransaction();
        Assert.True((await transaction.MailAsync(Jan, TestContext.Current.CancellationToken)).IsAccepted);
        Assert.Equal([("a", 0), ("b", 0), ("c", 1)], Seconds(transaction.Decision));
    }

    [Fact]
    public async Task Elapsed_RuleOfOnesOwn_IsTimedByItself()
    {
        var options = new SubmissionPolicyOptions { TimeProvider = _clock };
        options.AddRule(Slow("a", 2)).AddRule(Slow("b", 5));
        await using PolicySession session = new PolicyEngine(options).OpenSession(new ClientFacts(IPAddress.Loopback));
        await using PolicyTransaction transaction = session.BeginTransaction();
        Assert.True((await transaction.MailAsync(Jan, TestContext.Current.CancellationToken)).IsAccepted);
        Assert.Equal([("a", 2), ("b", 5)], Seconds(transaction.Decision));
    }

    public ValueTask<LookupResult<MailDomain>> ResolveAsync(DomainName domain, MailRecordTypes types, CancellationToken cancellationToken) => new(_answer.Task);

    public LookupResult<string> Find(IPAddress address)
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        return LookupResult<string>.Found("CZ");
    }

    private static IEnumerable<(string Rule, int Seconds)> Seconds(DecisionRecord record) =>
        record.Rules.Select(static rule => (rule.Rule.Value, (int)rule.Elapsed.TotalSeconds));

    private IPolicyRule Slow(string id, int seconds) => PolicyRule.Create(id, PolicyStages.Mail, (_, _) =>
    {
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        return new(Verdict.Accept);
    });

    private PolicySession Open(params (string Id, string Text)[] rules)
    {
        var options = new SubmissionPolicyOptions
        {
            Source = ValidateTests.Policy([.. rules.Select(static rule => (rule.Id, $"rule: {rule.Id}\nabout: A rule.\nstage: mail\nreply: 550 5.7.1 no\n{rule.Text}"))]),
            TimeProvider = _clock,
            MailDomains = this,
            Countries = this,
        };
        return new PolicyEngine(options).OpenSession(new ClientFacts(IPAddress.Loopback));
    }
}
