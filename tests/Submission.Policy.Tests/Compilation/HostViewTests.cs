using CsCheck;
using Submission.Policy.Tests.Engine;

namespace Submission.Policy.Tests.Compilation;

/// <summary>Which rules a host asks, and which it names because it cannot see what they judge.</summary>
public sealed class HostViewTests
{
    private const PolicyStages BeforeMessage = PolicyStages.Connect | PolicyStages.Helo | PolicyStages.Auth | PolicyStages.Mail | PolicyStages.Rcpt;
    private const HostSight Envelope = HostSight.FailedAuthentication | HostSight.MessageSize;

    // The shipped policy: where each rule is judged, and what it needs to see there besides.
    private static readonly (string Rule, PolicyStages Stages, HostSight Always, HostSight AtMessage)[] Model =
    [
        ("server-too-busy", PolicyStages.Connect, HostSight.ConnectionEnd, HostSight.None),
        ("too-many-connections", PolicyStages.Connect, HostSight.ConnectionEnd, HostSight.None),
        ("connecting-too-fast", PolicyStages.Connect, HostSight.None, HostSight.None),
        ("too-many-auth-failures", PolicyStages.Connect | PolicyStages.Auth, HostSight.FailedAuthentication, HostSight.None),
        ("spamhaus-sbl", PolicyStages.Connect, HostSight.None, HostSight.None),
        ("authentication", PolicyStages.Auth | PolicyStages.Mail, HostSight.None, HostSight.None),
        ("too-many-messages-per-session", PolicyStages.Mail, HostSight.None, HostSight.None),
        ("sender-domain-mismatch", PolicyStages.Mail, HostSight.None, HostSight.None),
        ("country-not-allowed", PolicyStages.Mail, HostSight.None, HostSight.None),
        ("mostly-queued", PolicyStages.Mail, HostSight.None, HostSight.None),
        ("mostly-bounced", PolicyStages.Mail, HostSight.None, HostSight.None),
        ("mostly-to-abused-domains", PolicyStages.Mail, HostSight.None, HostSight.None),
        ("unresolvable-sender-domain", PolicyStages.Mail, HostSight.None, HostSight.None),
        ("message-rate", PolicyStages.Mail, HostSight.None, HostSight.None),
        ("too-many-recipients", PolicyStages.Rcpt, HostSight.None, HostSight.None),
        ("unresolvable-recipient-domain", PolicyStages.Rcpt, HostSight.None, HostSight.None),
        ("big-mail-to-seznam", PolicyStages.Rcpt | PolicyStages.Message, HostSight.None, HostSight.MessageSize),
        ("relayed-mail", PolicyStages.Message, HostSight.None, HostSight.MessageContent),
        ("bad-attachment", PolicyStages.Message, HostSight.None, HostSight.MessageContent),
        ("virus-detected", PolicyStages.Message, HostSight.None, HostSight.MessageContent),
        ("spam-over-budget", PolicyStages.Mail | PolicyStages.Message, HostSight.None, HostSight.MessageContent),
    ];

    [Fact]
    public void Unseen_EverythingIsSeen_IsEmptyAndEveryRuleIsAskedWhereItIsWritten()
    {
        Assert.Equal(HostView.Everything, new SubmissionPolicyOptions().View);
        PolicyEngine engine = KnownWorld.Forpsi(HostView.Everything, new MessageFixture());
        Assert.Empty(engine.Unseen);
        Assert.Equal(Model.Select(static rule => (rule.Rule, rule.Stages)), engine.Rules.Select(static rule => (rule.Id.Value, rule.Stages)));
    }

    [Fact]
    public void Unseen_AnyView_IsExactlyWhatIsInThePolicyAndNotAsked()
    {
        var message = new MessageFixture();
        Gen.Select(Gen.Int[0, (int)(BeforeMessage | PolicyStages.Message)], Gen.Int[0, (int)HostSight.All]).Sample(
            (stages, sight) =>
            {
                var view = new HostView { Stages = (PolicyStages)stages, Sight = (HostSight)sight };
                PolicyEngine engine = KnownWorld.Forpsi(view, message);
                HostSight known = view.Sight.HasFlag(HostSight.MessageContent) ? view.Sight | HostSight.MessageSize : view.Sight;
                List<(string Rule, PolicyStages Stages)> asked = [];
                List<(string Rule, PolicyStages Stages, bool IsWhole)> unseen = [];
                foreach ((string rule, PolicyStages written, HostSight always, HostSight atMessage) in Model)
                {
                    PolicyStages seen = known.HasFlag(always) ? written & view.Stages : PolicyStages.None;
                    if (!known.HasFlag(atMessage)) seen &= BeforeMessage;
                    if (seen != PolicyStages.None) asked.Add((rule, seen));
                    if (seen != written) unseen.Add((rule, written & ~seen, seen == PolicyStages.None));
                }

                Assert.Equal(asked, engine.Rules.Select(static rule => (rule.Id.Value, rule.Stages)));
                Assert.Equal(unseen, engine.Unseen.Select(static rule => (rule.Rule.Value, rule.Stages, rule.IsWhole)));
                Assert.All(engine.Unseen, static rule => Assert.Contains("this host does not see", rule.Why, StringComparison.Ordinal));
            },
            iter: 200);
    }

    [Fact]
    public void Unseen_HostWithTheEnvelopeOnly_NeedsNoScannerAndSaysWhyInWords()
    {
        PolicyEngine engine = KnownWorld.Forpsi(new HostView { Stages = BeforeMessage, Sight = HostSight.None });
        Assert.Equal(
            [
                "server-too-busy wholly at Connect: it counts open connections, and this host does not see them end",
                "too-many-connections wholly at Connect: it counts open connections, and this host does not see them end",
                "too-many-auth-failures wholly at Connect, Auth: it counts failed authentications, which this host does not see",
                "big-mail-to-seznam at Message: it is also judged at message, which this host does not see",
                "relayed-mail wholly at Message: it is judged at message, which this host does not see",
                "bad-attachment wholly at Message: it is judged at message, which this host does not see",
                "virus-detected wholly at Message: it is judged at message, which this host does not see",
                "spam-over-budget at Message: it is also judged at message, which this host does not see",
            ],
            Told(engine));
    }

    [Fact]
    public void Unseen_HostThatSeesTheEndOfMessagesButNotWhatTheyHold_KeepsTheRealSize()
    {
        PolicyEngine engine = KnownWorld.Forpsi(new HostView { Sight = Envelope | HostSight.ConnectionEnd });
        const string Why = "at message it needs what the message holds, which this host does not see";
        Assert.Equal(
            [
                $"relayed-mail wholly at Message: {Why}",
                $"bad-attachment wholly at Message: {Why}",
                $"virus-detected wholly at Message: {Why}",
                $"spam-over-budget at Message: {Why}",
            ],
            Told(engine));
        Assert.Equal(PolicyStages.Rcpt | PolicyStages.Message, engine.Rules.Single(static rule => rule.Id.Value == "big-mail-to-seznam").Stages);
    }

    [Fact]
    public void Unseen_HostThatDoesNotAnswerAuth_TellsWhatItDoesNotAnswer()
    {
        PolicyEngine engine = KnownWorld.Forpsi(new HostView { Stages = HostView.Everything.Stages & ~PolicyStages.Auth }, new MessageFixture());
        Assert.Equal(
            [
                "too-many-auth-failures at Auth: it is also judged at auth, which this host does not see",
                "authentication at Auth: it is also judged at auth, which this host does not see",
            ],
            Told(engine));
    }

    [Theory]
    [InlineData("stage: [helo, message]\nrefuse-if: client.tls", HostSight.All, "")]
    [InlineData("stage: [connect, helo, rcpt]\nrefuse-if: client.tls", HostSight.All, "r at Connect, Helo: it is also judged at connect and helo, which this host does not see")]
    [InlineData("stage: message\nrefuse-if: message.size > 5", HostSight.ConnectionEnd, "r wholly at Message: at message it needs the real size, which this host does not see")]
    [InlineData("stage: message\nrefuse-if: client.tls\nunless: message.size > 5", HostSight.None, "r wholly at Message: at message it needs the real size, which this host does not see")]
    [InlineData("stage: message\nrefuse-if: message.declared_size > 5", HostSight.None, "")]
    [InlineData("stage: message\nrefuse-if: client.tls\nunless: size(message.from) == 1", Envelope, "r wholly at Message: at message it needs what the message holds, which this host does not see")]
    [InlineData("stage: [mail, message]\nlimit: { count: bytes, per: [account], at-most: { 1h: 5 } }", HostSight.None, "r at Message: at message it needs the real size, which this host does not see")]
    [InlineData("stage: [mail, message]\nlimit: { count: bytes, per: [account], at-most: { 1h: 5 } }", Envelope, "")]
    [InlineData("stage: [rcpt, message]\nlimit: { count: messages, per: [account], at-most: { 1h: 5 } }", HostSight.None, "")]
    [InlineData("stage: [mail, message]\nlimit: { count: auth-failures, per: [client.ip], at-most: { 1h: 5 } }", HostSight.All & ~HostSight.FailedAuthentication, "r wholly at Mail, Message: it counts failed authentications, which this host does not see")]
    public void Unseen_RuleOfAnyKind_IsToldWhereTheHostLacksWhatItNeeds(string text, HostSight sight, string expected)
    {
        PolicyStages stages = PolicyStages.Mail | PolicyStages.Rcpt | PolicyStages.Message | (expected.Length == 0 ? PolicyStages.Helo : PolicyStages.None);
        PolicyEngine engine = Build(new HostView { Stages = stages, Sight = sight }, text);
        Assert.Equal(expected, string.Join('\n', Told(engine)));
        Assert.Equal(expected.Contains("wholly", StringComparison.Ordinal), engine.Rules.IsEmpty);
    }

    [Fact]
    public void Unseen_LimitAtOnceThatHasWindowsToo_KeepsItsWindows()
    {
        const string Text = "stage: connect\nlimit: { count: connections, per: [client.ip], at-most: { 1m: 5 }, at-once: 2 }";
        Assert.Equal(
            ["r at Connect: its at-once counts open connections, and this host does not see them end"],
            Told(Build(new HostView { Sight = HostSight.None }, Text)));
        Assert.Equal(
            ["r wholly at Connect: it is judged at connect, which this host does not see"],
            Told(Build(new HostView { Stages = PolicyStages.Mail, Sight = HostSight.None }, Text)));
    }

    [Fact]
    public void Unseen_RulesInCSharp_GoByTheirStagesAndByWhatTheirExpressionsRead()
    {
        PolicyEngine engine = Build(
            new HostView { Stages = BeforeMessage & ~PolicyStages.Helo | PolicyStages.Message, Sight = HostSight.None },
            "stage: mail\nrefuse-if: client.tls",
            static options => options
                .AddRule(PolicyRule.RefuseIf("name", PolicyStages.Helo | PolicyStages.Rcpt, static context => context.HeloName.Length == 0, "550 5.1.0 no"))
                .AddRule(PolicyRule.RefuseIf("late", PolicyStages.Message, static context => context.IsTls, "550 5.1.0 no"))
                .AddRule(PolicyRule.RefuseIf("from", PolicyStages.Message, static context => context.IsTls, "550 5.1.0 no").When("size(message.from) == 1"))
                .AddRule(PolicyRule.FirstOf("first", PolicyRule.RefuseIf("a", PolicyStages.Mail, static _ => true, "550 5.1.0 no"), PolicyRule.RefuseIf("b", PolicyStages.Message, static _ => true, "550 5.1.0 no").When("message.size > 5"))));
        Assert.Equal(
            [
                "name at Helo: it is also judged at helo, which this host does not see",
                "from wholly at Message: at message it needs what the message holds, which this host does not see",
                "first at Message: at message it needs the real size, which this host does not see",
            ],
            Told(engine));
        Assert.Equal(["r", "name", "late", "first"], engine.Rules.Select(static rule => rule.Id.Value));
    }

    [Fact]
    public void Unseen_RulesThatWereLeftOut_AreNotTold()
    {
        PolicyEngine engine = KnownWorld.Forpsi(
            new HostView { Sight = Envelope | HostSight.ConnectionEnd }, null, static options => options.WithoutRules.UnionWith(["virus-detected", "bad-attachment", "spam-over-budget"]));
        Assert.Equal(["relayed-mail"], engine.Unseen.Select(static rule => rule.Rule.Value));
    }

    [Fact]
    public void Unseen_Reload_IsToldAnew()
    {
        var source = new PolicyEngineTests.ChangingSource(ValidateTests.Policy(("r", "rule: r\nabout: A.\nstage: message\nrefuse-if: client.tls\nreply: 550 5.1.0 no")));
        var engine = new PolicyEngine(new SubmissionPolicyOptions { Source = source, View = new HostView { Stages = BeforeMessage } });
        Assert.Equal(["r wholly at Message: it is judged at message, which this host does not see"], Told(engine));
        source.Current = ValidateTests.Policy(("r", "rule: r\nabout: A.\nstage: [rcpt, message]\nrefuse-if: client.tls\nreply: 550 5.1.0 no"));
        Assert.Empty(engine.Reload());
        Assert.Equal(["r at Message: it is also judged at message, which this host does not see"], Told(engine));
    }

    private static PolicyEngine Build(HostView view, string rule, Action<SubmissionPolicyOptions>? configure = null)
    {
        var options = new SubmissionPolicyOptions
        {
            Source = ValidateTests.Policy(("r", $"rule: r\nabout: A rule.\nreply: 550 5.7.1 no\n{rule}")),
            View = view,
        };
        configure?.Invoke(options);
        return new PolicyEngine(options);
    }

    private static IEnumerable<string> Told(PolicyEngine engine) => engine.Unseen.Select(static rule => $"{rule.Rule}{(rule.IsWhole ? " wholly" : "")} at {rule.Stages}: {rule.Why}");
}
