using System.Collections.Immutable;
using Submission.Policy.Specification;
using Submission.Policy.Yaml;

namespace Submission.Policy.Tests.Compilation;

/// <summary>What <c>validate</c> must catch, each with its line, its column and a mend.</summary>
public sealed class ValidateTests
{
    private const string Head = "rule: r\nabout: A rule.\n";

    [Theory]
    // Words.
    [InlineData("stage: mail\nrefuse-fi: true\nreply: 550 5.1.0 no", 4, 1, "Unknown word 'refuse-fi'.", "Did you mean 'refuse-if'?")]
    [InlineData("stage: mail\nreply: 550 5.1.0 no", 1, 1, "The rule has no kind.", "Write exactly one of")]
    [InlineData("stage: mail\nrefuse-if: sender.address == ''\nresolve: { domain: sender.domain }\nreply: 550 5.1.0 no", 5, 1, "A second kind: 'resolve', beside 'refuse-if'.", "exactly one kind")]
    [InlineData("refuse-if: client.tls\nreply: 550 5.1.0 no", 1, 1, "The word 'stage' is missing.", "connect, helo")]
    [InlineData("stage: mial\nrefuse-if: client.tls\nreply: 550 5.1.0 no", 3, 8, "'mial' is not a stage.", "Did you mean 'mail'?")]
    [InlineData("stage: [mail, mail]\nrefuse-if: client.tls\nreply: 550 5.1.0 no", 3, 15, "The stage 'mail' is given twice.", "")]
    [InlineData("stage: mail\nrefuse-if: client.tls", 1, 1, "The word 'reply' is missing.", "Write for example")]
    [InlineData("stage: mail\nrefuse-if: client.tls\nreply: [a]", 5, 8, "'reply' takes a single value.", "Quote")]
    // Expressions.
    [InlineData("stage: mail\nrefuse-if: sender.domian == 'a.cz'\nreply: 550 5.1.0 no", 4, 12, "sender.domian", "sender.domain")]
    [InlineData("stage: mail\nrefuse-if: session.messages\nreply: 550 5.1.0 no", 4, 12, "bool", "")]
    [InlineData("stage: mail\nrefuse-if: session.messages > 'a'\nreply: 550 5.1.0 no", 4, 29, "int", "")]
    [InlineData("stage: connect\nrefuse-if: sender.domain == 'a.cz'\nreply: 550 5.1.0 no", 4, 12, "sender.domain", "")]
    [InlineData("stage: mail\nrefuse-if: sender.domain in lists.nothing\nreply: 550 5.1.0 no", 4, 29, "nothing", "")]
    [InlineData("stage: mail\nrefuse-if: client.tls\nwhen: recipient.domain == 'a.cz'\nreply: 550 5.1.0 no", 5, 7, "recipient.domain", "")]
    // Replies.
    [InlineData("stage: mail\nrefuse-if: client.tls\nreply: 550 5.1.0 {sendr} no", 5, 18, "sendr", "sender")]
    [InlineData("stage: mail\nrefuse-if: client.tls\nreply: 550 5.1.0 {recipient} no", 5, 18, "recipient", "")]
    [InlineData("stage: mail\nrefuse-if: client.tls\nreply: 550 4.1.0 no", 5, 12, "4.1.0", "")]
    [InlineData("stage: mail\nrefuse-if: client.tls\nreply: no", 5, 8, "code of three digits", "")]
    [InlineData("stage: mail\nrefuse-if: client.tls\nthen: explode\nreply: 550 5.1.0 no", 5, 7, "'explode' is not an action.", "refuse")]
    [InlineData("stage: [auth, mail]\nrefuse-if: client.tls\nthen: hold", 5, 7, "There is no message to hold before mail.", "stage: mail")]
    [InlineData("stage: mail\nrefuse-if: client.tls\nreply: 550 5.1.0 no\nmode: enforce 10%%", 6, 7, "'enforce 10%%' is not a mode.", "shadow")]
    [InlineData("stage: mail\nrefuse-if: client.tls\nthen: defer\nreply: 550 5.1.0 no", 6, 8, "'then: defer' needs a 4xx reply.", "451")]
    [InlineData("stage: mail\nrefuse-if: client.tls\nthen: refuse\nreply: 451 4.1.0 no", 6, 8, "'then: refuse' needs a 5xx reply.", "550")]
    [InlineData("stage: mail\nrefuse-if: client.tls\nreply: 550 5.1.0 no\non-error: explode", 6, 11, "'explode' is not an action for on-error.", "accept")]
    [InlineData("stage: mail\nrefuse-if: client.tls\nreply: 550 5.1.0 no\non-error: share", 6, 11, "'on-error: share' is for limits", "Write accept")]
    [InlineData("stage: auth\nlimit: { count: auth-failures, per: [client.ip], at-most: { 1h: 5 } }\nreply: 550 5.1.0 no\non-error: share", 6, 11, "'on-error: share' is for limits", "Write accept")]
    [InlineData("stage: mail\nlimit: { count: messages, per: [sender], at-most: { 1h: 5 } }\nreply: 550 5.1.0 no\non-error: share 451 4.7.1 no", 6, 11, "'on-error: share' takes no reply", "")]
    [InlineData("stage: mail\nrefuse-if: client.tls\nreply: 550 5.1.0 no\non-error: refuse", 6, 11, "'on-error: refuse' needs a reply.", "refuse 550")]
    [InlineData("stage: mail\nrefuse-if: client.tls\nreply: 550 5.1.0 no\non-error: defer 550 5.1.0 no", 6, 17, "'defer' and the reply code 550 disagree.", "4xx")]
    [InlineData("stage: mail\nrefuse-if: client.tls\nreply: 550 5.1.0 no\nmode: enforce 0%", 6, 7, "'enforce 0%' is not a mode.", "shadow")]
    // Kinds.
    [InlineData("stage: mail\nlimit: { count: messages, per: [account], at-most: { 1x: 5 } }\nreply: 550 5.1.0 no", 4, 54, "'1x' is not a window.", "1m, 1h or 1d")]
    [InlineData("stage: mail\nlimit: { count: messages, per: [account], at-most: { 1m: many } }\nreply: 550 5.1.0 no", 4, 58, "'many' is not a whole number", "")]
    [InlineData("stage: mail\nlimit: { count: messages, per: [account], at-most: { 1m: 5, 60s: 6 } }\nreply: 550 5.1.0 no", 4, 61, "The window '60s' is given twice.", "")]
    [InlineData("stage: mail\nlimit: { per: [account], at-most: { 1m: 5 } }\nreply: 550 5.1.0 no", 4, 8, "The word 'count' is missing.", "")]
    [InlineData("stage: mail\nlimit: { count: mesages, per: [account], at-most: { 1m: 5 } }\nreply: 550 5.1.0 no", 4, 17, "'mesages' is not a value of 'count'.", "Did you mean 'messages'?")]
    [InlineData("stage: mail\nlimit: { count: recipients, per: [account], at-most: { 1m: 5 } }\nreply: 550 5.1.0 no", 4, 8, "'count: recipients' cannot be judged at every stage of this rule.", "rcpt")]
    [InlineData("stage: mail\nlimit: { count: messages, per: [account], at-mots: { 1m: 5 } }\nreply: 550 5.1.0 no", 4, 43, "Unknown word 'at-mots'.", "Did you mean 'at-most'?")]
    [InlineData("stage: mail\nlimit: { count: messages, per: [account.aliases], at-most: { 1m: 5 } }\nreply: 550 5.1.0 no", 4, 8, "'account.aliases' cannot name a counter.", "A key is")]
    [InlineData("stage: mail\nresolve: { domain: sender.domain, to: [ptr] }\nreply: 550 5.1.0 no", 4, 40, "'ptr' is not a kind of record.", "mx, a, aaaa")]
    [InlineData("stage: connect\ndnsbl: { zone: 'not a zone' }\nreply: 554 5.7.1 no", 4, 16, "'not a zone' is not a domain name.", "")]
    [InlineData("stage: connect\ndnsbl: { zone: bl.example, listed: [192.0.2.1] }\nreply: 554 5.7.1 no", 4, 8, "never with 192.0.2.1", "")]
    [InlineData("stage: mail\ncountry: { allowed: account.login }\nreply: 550 5.1.0 no", 4, 21, "string", "")]
    [InlineData("stage: mail\nlimit: 5\nreply: 550 5.1.0 no", 4, 8, "Words are expected here", "count")]
    [InlineData("stage: mail\nauthenticate: { wrong-password: 535 5.1.0 a, unknown-user: 535 5.1.0 b, disabled: 535 5.1.0 c }\nreply: 530 5.7.0 no", 4, 15, "The word 'encryption-required' is missing.", "")]
    // Rules that can never fire.
    [InlineData("stage: mail\nrefuse-if: 1 == 2\nreply: 550 5.1.0 no", 1, 7, "The rule can never fire: its conditions are always the same.", "Remove it")]
    [InlineData("stage: mail\nrefuse-if: client.tls\nunless: true\nreply: 550 5.1.0 no", 1, 7, "The rule can never fire: its conditions are always the same.", "Remove it")]
    public void Validate_WrongRule_TellsWhereWhatAndHowToMend(string rest, int line, int column, string message, string mend)
    {
        ImmutableArray<SpecError> errors = Validate(("r", Head + rest));

        Assert.Contains(errors, error => error.Location == new SpecLocation("rules/r.yaml", line, column)
            && error.Message.Contains(message, StringComparison.Ordinal)
            && (error.Mend ?? "").Contains(mend, StringComparison.Ordinal));
    }

    [Fact]
    public void Validate_RuleThatHoldsEverything_LeavesTheLaterOnesToRefuse()
    {
        Assert.Empty(Validate(
            ("hold-all", "rule: hold-all\nabout: One.\nstage: mail\nrefuse-if: true\nthen: hold"),
            ("no-tls", "rule: no-tls\nabout: Two.\nstage: mail\nrefuse-if: not client.tls\nreply: 550 5.7.1 no")));
    }

    [Fact]
    public void Validate_SameConditionTwice_TellsThatTheSecondCanNeverFire()
    {
        ImmutableArray<SpecError> errors = Validate(
            ("first", "rule: first\nabout: One.\nstage: [mail, rcpt]\nrefuse-if: client.tls\nreply: 550 5.1.0 no"),
            ("second", "rule: second\nabout: Two.\nstage: mail\nrefuse-if: client.tls\nunless: client.webmail\nreply: 550 5.1.1 no"));
        SpecError error = Assert.Single(errors);
        Assert.Equal("The rule can never fire: 'first' always answers before it.", error.Message);
        Assert.Equal("second", error.Rule);
    }

    [Fact]
    public void Validate_AlwaysTrueRuleBefore_TellsThatTheOthersOfItsStageCanNeverFire()
    {
        ImmutableArray<SpecError> errors = Validate(
            ("first", "rule: first\nabout: One.\nstage: mail\nrefuse-if: true\nreply: 550 5.1.0 no"),
            ("second", "rule: second\nabout: Two.\nstage: mail\nrefuse-if: client.tls\nreply: 550 5.1.1 no"),
            ("third", "rule: third\nabout: Three.\nstage: rcpt\nrefuse-if: client.tls\nreply: 550 5.1.1 no"));
        Assert.Equal("second", Assert.Single(errors).Rule);
    }

    [Fact]
    public void Validate_ExemptEarlierRule_LeavesTheLaterOneAlive() => Assert.Empty(Validate(
        ("first", "rule: first\nabout: One.\nstage: mail\nrefuse-if: client.tls\nunless: client.webmail\nreply: 550 5.1.0 no"),
        ("second", "rule: second\nabout: Two.\nstage: mail\nrefuse-if: client.tls\nreply: 550 5.1.1 no")));

    [Fact]
    public void Validate_ManyErrors_TellsAllOfThemInTheOrderOfTheFile()
    {
        ImmutableArray<SpecError> errors = Validate(("r", Head + "stage: mial\nrefuse-fi: true\nwhen: (\nreply: 550 4.1.0 {nobody}\nmode: sometimes\non-error: perhaps"));
        Assert.True(errors.Length >= 6, string.Join(Environment.NewLine, errors));
        Assert.Equal(errors.OrderBy(static error => error.Location.Line).Select(static error => error.Location.Line), errors.Select(static error => error.Location.Line));
        Assert.All(errors, static error => Assert.Equal("r", error.Rule));
    }

    [Fact]
    public void Validate_WrongStage_TellsTheOtherErrorsOfTheRuleToo()
    {
        ImmutableArray<SpecError> errors = Validate(("r", Head + "stage: mial\nrefuse-if: sender.domian == 5\nreply: 550 4.1.0 {sendr}"));
        Assert.Equal([(3, 8), (4, 12), (5, 12), (5, 18)], errors.Select(static error => (error.Location.Line, error.Location.Column)));
    }

    [Fact]
    public void Validate_ListOfNetworksWithAWrongItem_TellsTheItem()
    {
        var policy = new InMemoryYamlPolicy("test", new Dictionary<string, string>
        {
            ["policy.yaml"] = "policy: test\nlanguage: 1\nlists:\n  webmail_networks: [192.0.2.0/24, 192.0.2.0/33]\nrules: []\n",
        });
        SpecError error = Assert.Single(PolicyEngine.Validate(policy));
        Assert.Equal(new SpecLocation("policy.yaml", 4, 36), error.Location);
    }

    [Fact]
    public void Validate_ShippedPolicy_IsRight() => Assert.Empty(PolicyEngine.Validate(PolicySpecs.Forpsi));

    internal static InMemoryYamlPolicy Policy(params (string Id, string Text)[] rules)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["policy.yaml"] = $"policy: test\nlanguage: 1\nabout: A test.\nrules: [{string.Join(", ", rules.Select(static rule => rule.Id))}]\n",
        };
        foreach ((string id, string text) in rules) files[$"rules/{id}.yaml"] = text + "\n";
        return new InMemoryYamlPolicy("test", files);
    }

    private static ImmutableArray<SpecError> Validate(params (string Id, string Text)[] rules) => PolicyEngine.Validate(Policy(rules));
}
