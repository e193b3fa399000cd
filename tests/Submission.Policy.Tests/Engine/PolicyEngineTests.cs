using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Submission.Policy.Decisions;
using Submission.Policy.Specification;
using Submission.Policy.Tests.Compilation;
using Submission.Policy.Yaml;

namespace Submission.Policy.Tests.Engine;

public sealed class PolicyEngineTests
{
    private const string Refusing = "rule: r\nabout: A.\nstage: mail\nrefuse-if: sender.domain == 'a.cz'\nreply: 550 5.1.0 no";

    [Fact]
    public async Task Reload_NewPolicy_IsInForceForNewSessionsOnly()
    {
        var source = new ChangingSource(ValidateTests.Policy(("r", Refusing)));
        var engine = new PolicyEngine(new SubmissionPolicyOptions { Source = source });
        await using PolicySession old = engine.OpenSession(new ClientFacts(IPAddress.Loopback));
        source.Current = ValidateTests.Policy(("r", Refusing.Replace("550 5.1.0 no", "550 5.7.1 never", StringComparison.Ordinal)));

        Assert.Empty(engine.Reload());

        await using PolicySession fresh = engine.OpenSession(new ClientFacts(IPAddress.Loopback));
        Assert.Equal("550 5.1.0 no", (await MailAsync(old)).Reply!.ToString());
        Assert.Equal("550 5.7.1 never", (await MailAsync(fresh)).Reply!.ToString());
    }

    [Fact]
    public async Task Reload_WrongPolicy_LeavesTheOldInForceAndSaysWhy()
    {
        var source = new ChangingSource(ValidateTests.Policy(("r", Refusing)));
        var engine = new PolicyEngine(new SubmissionPolicyOptions { Source = source });
        source.Current = ValidateTests.Policy(("r", Refusing + "\nreplay: x"));

        Assert.Contains("Did you mean 'reply'?", Assert.Single(engine.Reload()).ToString(), StringComparison.Ordinal);

        await using PolicySession session = engine.OpenSession(new ClientFacts(IPAddress.Loopback));
        Assert.False((await MailAsync(session)).IsAccepted);
    }

    [Fact]
    public void Constructor_PortIsMissing_NamesTheRulesThatNeedIt()
    {
        PolicyException exception = Assert.Throws<PolicyException>(static () => new PolicyEngine(new SubmissionPolicyOptions().UseForpsi()));
        Assert.Equal(
            ["bad-attachment", "country-not-allowed", "relayed-mail", "spam-over-budget", "spamhaus-sbl", "unresolvable-recipient-domain", "unresolvable-sender-domain", "virus-detected"],
            exception.Errors.Select(static error => error.Rule!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task AddSubmissionPolicy_KindRegisteredInOneLine_IsAWordInYaml()
    {
        var sink = new CollectingSink();
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton<IDecisionSink>(sink)
            .AddSubmissionPolicy(options =>
            {
                options.AddRuleKind("from-domain", static binder => binder.Text("is", required: true) is { } domain
                    ? PolicyRule.RefuseIf(binder.Id.Value, binder.Stages, context => context.Sender!.DomainText == domain.Value, "550 5.7.1 {id} not from there")
                    : null);
                options.Source = ValidateTests.Policy(("r", "rule: r\nabout: A.\nstage: mail\nfrom-domain: { is: a.cz }\nreply: 550 5.7.1 no"));
            })
            .BuildServiceProvider();
        await using PolicySession session = services.GetRequiredService<PolicyEngine>().OpenSession(new ClientFacts(IPAddress.Loopback));

        Assert.EndsWith("not from there", (await MailAsync(session)).Reply!.Text, StringComparison.Ordinal);
        Assert.Equal("r", Assert.Single(sink.Records).Verdict.Rule.Value);
    }

    [Fact]
    public void AddRuleKind_WrongWords_AreToldLikeThoseOfAnyKind()
    {
        var options = new SubmissionPolicyOptions { Source = ValidateTests.Policy(("r", "rule: r\nabout: A.\nstage: mail\nquiet-hours: { form: 7 }\nreply: 550 5.7.1 no")) };
        options.AddRuleKind("quiet-hours", static binder => binder.Number("from", required: true, 0, 23) is null ? null : PolicyRule.Create("r", PolicyStages.Mail, static (_, _) => new(Verdict.Accept)));

        PolicyException exception = Assert.Throws<PolicyException>(() => new PolicyEngine(options));

        Assert.Equal(
            ["rules/r.yaml:4:14: The word 'from' is missing.", "rules/r.yaml:4:16: Unknown word 'form'. Did you mean 'from'?"],
            exception.Errors.Select(static error => error.ToString()));
    }

    [Fact]
    public async Task Mode_EnforceShare_IsStableAndNearTheShare()
    {
        var engine = new PolicyEngine(new SubmissionPolicyOptions { Source = ValidateTests.Policy(("r", Refusing.Replace("reply:", "mode: enforce 10%\nreply:", StringComparison.Ordinal))) });
        int refused = 0;
        for (int i = 0; i < 2000; i++)
        {
            bool first = await IsRefusedAsync(i);
            Assert.Equal(first, await IsRefusedAsync(i));
            if (first) refused++;
        }

        Assert.InRange(refused, 120, 280);

        async Task<bool> IsRefusedAsync(int account)
        {
            await using PolicySession session = engine.OpenSession(new ClientFacts(IPAddress.Loopback));
            await session.AuthenticateAsync(new AccountFacts(EmailAddress.Parse($"user{account}@a.cz")), TestContext.Current.CancellationToken);
            return !(await MailAsync(session)).IsAccepted;
        }
    }

    [Fact]
    public async Task Hold_LaterRuleRefuses_RefusalWins()
    {
        const string Holding = "rule: h\nabout: A.\nstage: mail\nrefuse-if: sender.domain == 'a.cz'\nthen: hold";
        var engine = new PolicyEngine(new SubmissionPolicyOptions { Source = ValidateTests.Policy(("h", Holding)) });
        await using PolicySession session = engine.OpenSession(new ClientFacts(IPAddress.Loopback));
        Assert.Equal(VerdictKind.Hold, (await MailAsync(session)).Kind);
        await using (PolicyTransaction transaction = session.BeginTransaction())
        {
            await transaction.MailAsync(EmailAddress.Parse("jan@a.cz"), TestContext.Current.CancellationToken);
            Assert.Equal(VerdictKind.Accept, (await transaction.RecipientAsync(EmailAddress.Parse("petr@b.cz"), TestContext.Current.CancellationToken)).Kind);
            Assert.Equal(VerdictKind.Hold, (await transaction.MessageAsync(new MessageFacts { Size = 1 }, TestContext.Current.CancellationToken)).Kind);
            Assert.True(await transaction.CommitAsync(TestContext.Current.CancellationToken));
        }

        var both = new PolicyEngine(new SubmissionPolicyOptions { Source = ValidateTests.Policy(("h", Holding), ("r", Refusing.Replace("'a.cz'", "'a.cz' and not client.tls", StringComparison.Ordinal))) });
        await using PolicySession other = both.OpenSession(new ClientFacts(IPAddress.Loopback));
        Assert.Equal(VerdictKind.Refuse, (await MailAsync(other)).Kind);
    }

    private static async Task<Verdict> MailAsync(PolicySession session)
    {
        await using PolicyTransaction transaction = session.BeginTransaction();
        return await transaction.MailAsync(EmailAddress.Parse("jan@a.cz"), TestContext.Current.CancellationToken);
    }

    internal sealed class ChangingSource(IPolicySpecProvider first) : IPolicySpecProvider
    {
        public IPolicySpecProvider Current { get; set; } = first;

        public string Source => Current.Source;

        public PolicySpecResult Read() => Current.Read();
    }

    private sealed class CollectingSink : IDecisionSink
    {
        public List<DecisionRecord> Records { get; } = [];

        public bool Wants(Verdict verdict, PolicyStage stage) => !verdict.IsAccepted;

        public void Record(DecisionRecord record) => Records.Add(record);
    }
}
