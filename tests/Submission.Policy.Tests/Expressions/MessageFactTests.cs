using Submission.Policy.Expressions;
using Submission.Policy.Lookups;

namespace Submission.Policy.Tests.Expressions;

/// <summary>What expressions see of a message that has been read, and of one that has not.</summary>
public sealed class MessageFactTests
{
    [Theory]
    [InlineData("size(message.attachments) == 2", "true")]
    [InlineData("'Invoice.pdf' in message.attachments", "true")]
    [InlineData("'invoice.pdf' in message.attachments", "false")]
    [InlineData("message.attachments.exists(name, name.endsWith('.EXE'))", "true")]
    [InlineData("message.attachments[0]", "Invoice.pdf")]
    [InlineData("message.received[0]", "relay.example.net")]
    [InlineData("size(message.received)", "3")]
    [InlineData("message.received[1] == ''", "true")]
    [InlineData("'jan.novak@domena.cz' in message.from", "true")]
    [InlineData("message.from.all(address, domain(address) == account.domain)", "false")]
    [InlineData("spam.score >= 7.5", "true")]
    [InlineData("spam.score > 8.0", "false")]
    [InlineData("spam.verdict", "spam")]
    [InlineData("spam.verdict == 'ham'", "false")]
    public void Evaluate_MessageThatWasRead_GivesWhatItHolds(string expression, string expected) =>
        Assert.Equal(expected, ExpressionFixture.Evaluate(expression, stages: PolicyStages.Message));

    [Theory]
    [InlineData("size(message.attachments)", "error: the message could not be read: no message reader is set up")]
    [InlineData("size(message.received)", "error: the message could not be read: no message reader is set up")]
    [InlineData("size(message.from)", "error: the message could not be read: no message reader is set up")]
    [InlineData("spam.score > 1.0", "error: the message could not be scanned for spam: nobody answers")]
    [InlineData("spam.verdict", "error: the message could not be scanned for spam: nobody answers")]
    public void Evaluate_MessageThatCannotBeRead_FailsWithTheReason(string expression, string expected)
    {
        PolicyContext context = ExpressionFixture.Context();
        context.Message = new MessageFacts { Size = 1 };
        context.UnreadReason = "no message reader is set up";
        context.Spam = LookupResult<SpamScan>.Unavailable("nobody answers");
        Assert.Equal(expected, ExpressionFixture.Evaluate(expression, context, PolicyStages.Message));
    }

    [Fact]
    public void Evaluate_ScannerHasNotBeenAsked_Fails()
    {
        PolicyContext context = ExpressionFixture.Context();
        context.Spam = null;
        Assert.StartsWith("error: the message could not be scanned for spam", ExpressionFixture.Evaluate("spam.verdict", context, PolicyStages.Message), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("spam.verdict == 'Spam'", "16: 'Spam' can never equal 'spam.verdict', which is spam or ham. Write 'spam'.")]
    [InlineData("spam.verdict == 'junk'", "16: 'junk' can never equal 'spam.verdict', which is spam or ham.")]
    [InlineData("'Jan@Domena.cz' in message.from", "0: 'Jan@Domena.cz' can never equal 'message.from', which is a canonical address. Write 'jan@domena.cz'.")]
    [InlineData("spam.score > 5", "")]
    public void Compile_ValueThatTheFactNeverHas_IsReported(string expression, string expected) =>
        Assert.Equal(expected, string.Join('|', ExpressionFixture.Errors(expression, stages: PolicyStages.Message)));

    [Theory]
    [InlineData("message.size > 5", "None")]
    [InlineData("size(message.attachments) > 5", "Structure")]
    [InlineData("client.tls or spam.verdict == 'spam'", "Spam")]
    [InlineData("size(message.from) == 0 and spam.score > 5.0", "Structure, Spam")]
    public void Needs_Expression_IsWhatItsFactsNeed(string expression, string expected) =>
        Assert.Equal(expected, ExpressionFixture.Compile(expression, stages: PolicyStages.Message).Needs.ToString());

    [Theory]
    [InlineData("550 5.1.0 {id} no", "None")]
    [InlineData("550 5.1.0 {message.attachments} {spam.score}", "Structure, Spam")]
    public void Needs_Reply_IsWhatItsFieldsNeed(string reply, string expected)
    {
        ReplyTemplate? template = ReplyTemplate.Compile(ExpressionFixture.Scalar(reply), null, ExpressionFixture.Scope(PolicyStages.Message), []);
        Assert.Equal(expected, template!.Needs.ToString());
    }
}
