using System.Collections.Immutable;
using Submission.Policy.Specification;

namespace Submission.Policy.Tests.Compilation;

/// <summary>What <c>validate</c> must catch in rules that look into the message.</summary>
public sealed class ValidateMessageKindTests
{
    private const string Head = "rule: r\nabout: A rule.\nstage: message\nreply: 550 5.1.0 no\n";

    [Theory]
    [InlineData("attachments: { forbidden: \"['exe', 'com']\" }")]
    [InlineData("attachments: { forbidden: \"['exe']\", names: [disposition, type, location, text, container, description], partial: accept, incomplete: \"451 4.6.0 {id} later\" }")]
    [InlineData("attachments: { forbidden: account.aliases, names: type }")]
    [InlineData("relayed: {}")]
    [InlineData("relayed: { trusted: \"['mail.example.com', '.example.net', 'MX', '[192.0.2.1]', '2001:db8::1']\" }")]
    [InlineData("virus: found")]
    [InlineData("spam: found")]
    [InlineData("spam: { above: 5 }")]
    [InlineData("spam: { above: 7.5 }")]
    [InlineData("spam: { above: \"client.webmail ? 15.0 : 5.0\" }")]
    public void Validate_RightRule_HasNoErrors(string kind) => Assert.Empty(Validate(Head + kind).Select(static error => error.ToString()));

    [Theory]
    [InlineData("attachments: { names: [type] }", 14, "The word 'forbidden' is missing.", "")]
    [InlineData("attachments: { forbidden: account.login }", 27, "This expression is a list of strings, not a string.", "")]
    [InlineData("attachments: { forbidden: \"['exe', '.com']\" }", 27, "'.com' is no extension.", "Write 'com'.")]
    [InlineData("attachments: { forbidden: \"['*.exe']\" }", 27, "'*.exe' is no extension.", "Write 'exe'.")]
    [InlineData("attachments: { forbidden: \"['']\" }", 27, "'' is no extension.", "Write for example 'exe'.")]
    [InlineData("attachments: { forbidden: \"['exe ']\" }", 27, "'exe ' is no extension.", "Write 'exe'.")]
    [InlineData("attachments: { forbidden: \"['exe']\", names: [typ] }", 46, "'typ' is not where a name can stand.", "Did you mean 'type'?")]
    [InlineData("attachments: { forbidden: \"['exe']\", names: [{}] }", 45, "'names' takes a list of single values.", "")]
    [InlineData("attachments: { forbidden: \"['exe']\", partial: hold }", 47, "'hold' is not a value of 'partial'.", "Known here: accept, refuse.")]
    [InlineData("attachments: { forbidden: \"['exe']\", incomplete: no }", 50, "code of three digits", "")]
    [InlineData("attachments: { forbidden: \"['exe']\", incomplete: 250 2.0.0 fine }", 50, "250 is no code of a refusal.", "")]
    [InlineData("attachments: { forbiden: \"['exe']\" }", 16, "Unknown word 'forbiden'.", "Did you mean 'forbidden'?")]
    [InlineData("attachments: found", 14, "Words are expected here", "forbidden")]
    [InlineData("relayed: found", 10, "Words are expected here", "trusted")]
    [InlineData("relayed: { trusted: account.login }", 21, "This expression is a list of strings, not a string.", "")]
    [InlineData("relayed: { trusted: \"['*.example.com']\" }", 21, "'*.example.com' is no host.", "Write '.example.com'.")]
    [InlineData("relayed: { trusted: \"['mail.example.com.']\" }", 21, "'mail.example.com.' is no host.", "Write 'mail.example.com'.")]
    [InlineData("relayed: { trusted: \"['10.0.0.0/8']\" }", 21, "'10.0.0.0/8' is no host.", ".example.com for every host below it")]
    [InlineData("relayed: { trusted: \"['']\" }", 21, "'' is no host.", "mail.example.com")]
    [InlineData("relayed: { trustd: lists.x }", 12, "Unknown word 'trustd'.", "Did you mean 'trusted'?")]
    [InlineData("virus: {}", 8, "'virus' takes the word found.", "Write virus: found")]
    [InlineData("virus: yes", 8, "'virus' takes the word found.", "Write virus: found")]
    [InlineData("spam: often", 7, "'spam' takes the word found, or a number", "{ above: 7.5 }")]
    [InlineData("spam: {}", 7, "The word 'above' is missing.", "")]
    [InlineData("spam: { above: much }", 16, "Unknown fact 'much'.", "")]
    [InlineData("spam: { above: spam.verdict }", 7, "'spam.verdict' is no number.", "above: 7.5")]
    [InlineData("spam: { abov: 5 }", 9, "Unknown word 'abov'.", "Did you mean 'above'?")]
    public void Validate_WrongRule_TellsWhereWhatAndHowToMend(string kind, int column, string message, string mend)
    {
        ImmutableArray<SpecError> errors = Validate(Head + kind);

        Assert.True(
            errors.Any(error => error.Location == new SpecLocation("rules/r.yaml", 5, column)
                && error.Message.Contains(message, StringComparison.Ordinal)
                && (error.Mend ?? "").Contains(mend, StringComparison.Ordinal)
                && error.Rule == "r"),
            string.Join('\n', errors));
    }

    [Theory]
    [InlineData("mail", "attachments: { forbidden: \"['exe']\" }", 14)]
    [InlineData("[rcpt, message]", "relayed: {}", 10)]
    [InlineData("connect", "virus: found", 8)]
    [InlineData("mail", "spam: found", 7)]
    public void Validate_StageBeforeTheMessage_IsReported(string stage, string kind, int column)
    {
        SpecError error = Assert.Single(Validate($"rule: r\nabout: A rule.\nstage: {stage}\nreply: 550 5.1.0 no\n{kind}"));

        Assert.Equal(new SpecLocation("rules/r.yaml", 5, column), error.Location);
        Assert.Equal("There is no message yet at every stage of this rule.", error.Message);
        Assert.Equal("Write stage: message.", error.Mend);
    }

    [Theory]
    [InlineData("refuse-if: size(message.attachments) > 5", "mail")]
    [InlineData("refuse-if: spam.score > 5.0", "rcpt")]
    [InlineData("refuse-if: \"'a@b.cz' in message.from\"", "[mail, message]")]
    public void Validate_FactOfTheMessageBeforeIt_IsReported(string kind, string stage) =>
        Assert.Contains(
            Validate($"rule: r\nabout: A rule.\nstage: {stage}\nreply: 550 5.1.0 no\n{kind}"),
            static error => error.Location.Line == 5 && error.Message.Contains("is not known at stage", StringComparison.Ordinal) && error.Mend == "It is known at message.");

    private static ImmutableArray<SpecError> Validate(string rule) => PolicyEngine.Validate(ValidateTests.Policy(("r", rule)));
}
