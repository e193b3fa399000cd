using Submission.Policy.Specification;
using Submission.Policy.Tests.Engine;

namespace Submission.Policy.Tests.Compilation;

public sealed class PortCheckTests
{
    private readonly MessageFixture _message = new();

    [Theory]
    [InlineData("attachments: { forbidden: \"['exe']\" }", "messages", "The rule 'r' needs a message reader.", "Set Messages, for example by AddMessageReader().")]
    [InlineData("relayed: {}", "messages", "The rule 'r' needs a message reader.", "Set Messages, for example by AddMessageReader().")]
    [InlineData("refuse-if: client.tls\nunless: size(message.from) == 1", "messages", "The rule 'r' needs a message reader.", "Set Messages, for example by AddMessageReader().")]
    [InlineData("virus: found", "virus", "The rule 'r' needs a virus scanner.", "Set VirusScanner, for example by AddClamd(\"127.0.0.1:3310\"), or leave the rule out by WithoutRules.")]
    [InlineData("spam: found", "spam", "The rule 'r' needs a spam scanner.", "Set SpamScanner, for example by AddRspamd(\"http://127.0.0.1:11333\"), or leave the rule out by WithoutRules.")]
    [InlineData("limit: { count: messages, per: [client.ip], at-most: { 1d: 5 }, only: spam.verdict == 'spam' }", "spam", "The rule 'r' needs a spam scanner.", "Set SpamScanner, for example by AddRspamd(\"http://127.0.0.1:11333\"), or leave the rule out by WithoutRules.")]
    public void PolicyEngine_PortThatARuleNeedsIsMissing_TellsTheRuleAndTheMend(string rule, string missing, string message, string mend)
    {
        PolicyException exception = Assert.Throws<PolicyException>(() => _message.Build(
            options =>
            {
                if (missing is "messages") options.Messages = null;
                if (missing is "virus") options.VirusScanner = null;
                if (missing is "spam") options.SpamScanner = null;
            },
            ("r", rule)));
        SpecError error = Assert.Single(exception.Errors);
        Assert.Equal(message, error.Message);
        Assert.Equal(mend, error.Mend);
        Assert.Equal("r", error.Rule);
    }

    [Fact]
    public void PolicyEngine_RuleThatNeedsTwoPorts_TellsBoth()
    {
        PolicyException exception = Assert.Throws<PolicyException>(() => _message.Build(
            static options => options.SpamScanner = null, ("a", "spam: found"), ("b", "refuse-if: spam.score > 5.0 and size(message.from) > 5")));
        Assert.Equal(["a", "b"], exception.Errors.Select(static error => error.Rule));
        exception = Assert.Throws<PolicyException>(() => _message.Build(
            static options => (options.SpamScanner, options.Messages) = (null, null), ("b", "refuse-if: spam.score > 5.0 and size(message.from) > 5")));
        Assert.Equal(2, exception.Errors.Length);
    }
}
