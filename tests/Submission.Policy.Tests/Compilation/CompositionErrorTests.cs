using Submission.Policy.Specification;

namespace Submission.Policy.Tests.Compilation;

/// <summary>What C# may not compose, as YAML may not.</summary>
public sealed class CompositionErrorTests
{
    [Fact]
    public void Limit_RecipientsAtMail_IsRefused()
    {
        PolicyException exception = Assert.Throws<PolicyException>(static () => PolicyRule.Limit(
            "recipients", PolicyStages.Mail, limit => limit.Recipients().Per("sender").AtMost(5, TimeSpan.FromHours(1)), "550 5.1.0 no"));

        SpecError error = Assert.Single(exception.Errors);
        Assert.Equal("What is counted is not known at every stage of this rule.", error.Message);
        Assert.Equal("It can be at: Rcpt.", error.Mend);
    }

    [Fact]
    public void AllOf_RulesWithoutACommonStage_AreRefused()
    {
        IPolicyRule rule = PolicyRule.AllOf(
            "both",
            PolicyRule.RefuseIf("one", PolicyStages.Mail, static _ => true, "550 5.1.0 no"),
            PolicyRule.RefuseIf("two", PolicyStages.Rcpt, static _ => true, "550 5.1.0 no"));

        PolicyException exception = Assert.Throws<PolicyException>(() => new PolicyBuilder("test").Add(rule).Build());

        Assert.Equal("The rule 'both' has no stage, so that it would never be asked.", Assert.Single(exception.Errors).Message);
    }

    [Fact]
    public void FirstOf_LimitOnFailedAuthentications_IsRefused()
    {
        IPolicyRule limit = PolicyRule.Limit(
            "failures", PolicyStages.Connect, static limit => limit.AuthenticationFailures().Per("client.ip").AtMost(5, TimeSpan.FromHours(1)), "554 5.1.0 no");

        PolicyException exception = Assert.Throws<PolicyException>(() => PolicyRule.FirstOf("first", limit.Unless(static _ => false)));

        Assert.Equal("'failures' counts failed authentications, so it cannot stand within another rule.", Assert.Single(exception.Errors).Message);
    }
}
