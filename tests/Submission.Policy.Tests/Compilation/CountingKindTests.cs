using System.Collections.Immutable;
using Submission.Policy.Specification;

namespace Submission.Policy.Tests.Compilation;

/// <summary>What <c>validate</c> tells of budgets, shares, and limits that read the size.</summary>
public sealed class CountingKindTests
{
    private const string Head = "rule: r\nabout: A rule.\n";
    private const string End = "\nreply: 550 5.1.0 no";

    [Theory]
    [InlineData("stage: [mail, message]\nbudget: { of: spam.verdict == 'spam', first: 5, within: 1d, per: [client.ip, account], blocked: 550 5.1.0 no }")]
    [InlineData("stage: [mail, message]\nbudget: { of: spam.score > 9.5 and message.size > 100, first: 1, within: 1h, per: sender.domain, blocked: 451 4.7.1 no, block-for: 10m }")]
    [InlineData("stage: message\nbudget:\n  of: \"'evil.exe' in message.attachments\"\n  first: 5\n  within: 1d\n  per: [account]")]
    [InlineData("stage: mail\nshare: { of: queued, among: messages, per: [client.ip, sender], within: 1h, more-than: 50%, once-over: 100, block-for: 60m }")]
    [InlineData("stage: mail\nshare: { of: bounced, among: recipients, per: [account], within: 1d, more-than: 0%, once-over: 0, block-for: 1d, only: recipient.domain == 'qq.com' }")]
    [InlineData("stage: mail\nshare: { of: accepted, among: messages, per: [helo.name], within: 1h, more-than: 99%, once-over: 100, block-for: 60m, only: recipient.domain == 'qq.com' }")]
    [InlineData("stage: rcpt\nlimit: { count: messages, per: [sender], at-most: { 3m: 30 }, only: message.size > 1048576 and recipient.domain == 'seznam.cz' }")]
    [InlineData("stage: mail\nlimit: { count: bytes, per: [sender], at-most: { 3m: 30 }, only: message.size > 1048576 }")]
    [InlineData("stage: message\nlimit: { count: messages, per: [recipient.domain], at-most: { 3m: 30 } }")]
    public void Validate_WhatIsRight_TellsNothing(string rule) => Assert.Empty(Validate(rule + End));

    [Theory]
    [InlineData("stage: mail\nbudget: { of: spam.verdict == 'spam', first: 5, within: 1d, per: [account] }", 4, 9, "A budget is judged at message", "stage: [mail, message]")]
    [InlineData("stage: [rcpt, message]\nbudget: { of: spam.verdict == 'spam', first: 5, within: 1d, per: [account] }", 4, 9, "A budget is judged at message", "stage: [mail, message]")]
    [InlineData("stage: [mail, message]\nbudget: { of: spam.verdict == 'spam', first: 5, within: 1d, per: [account] }", 4, 9, "The word 'blocked' is missing.", "")]
    [InlineData("stage: message\nbudget: { of: spam.verdict == 'spam', first: 5, within: 1d, per: [account], blocked: 550 5.1.0 no }", 4, 9, "which is not a stage of this rule", "stage: [mail, message]")]
    [InlineData("stage: message\nbudget: { of: spam.verdict == 'spam', first: 5, within: 1d, per: [account], block-for: 1h }", 4, 9, "which is not a stage of this rule", "stage: [mail, message]")]
    [InlineData("stage: message\nbudget: { of: spam.verdict, first: 5, within: 1d, per: [account] }", 4, 15, "bool", "")]
    [InlineData("stage: message\nbudget: { of: recipient.domain == 'a.cz', first: 5, within: 1d, per: [account] }", 4, 15, "'recipient.domain' is not known at stage message.", "rcpt")]
    [InlineData("stage: message\nbudget: { of: spam.verdict == 'spam', first: 0, within: 1d, per: [account] }", 4, 46, "'0' is not a whole number from 1", "")]
    [InlineData("stage: message\nbudget: { of: spam.verdict == 'spam', first: 5, within: 10ms, per: [account] }", 4, 9, "'within' is shorter than a second.", "1s")]
    [InlineData("stage: message\nbudget: { of: spam.verdict == 'spam', first: 5, within: 1d, per: [] }", 4, 9, "A budget needs a key.", "per:")]
    [InlineData("stage: message\nbudget: { of: spam.verdict == 'spam', first: 5, within: 1d, per: [account.aliases] }", 4, 9, "'account.aliases' cannot name a counter.", "A key is")]
    [InlineData("stage: [mail, message]\nbudget: { of: spam.verdict == 'spam', first: 5, within: 1d, per: [account], blocked: '550 5.1.0 {spam.score}' }", 4, 97, "'{spam.score}' is not known at stage mail.", "message")]
    [InlineData("stage: rcpt\nshare: { of: queued, among: messages, per: [sender], within: 1h, more-than: 50%, once-over: 100, block-for: 60m }", 4, 8, "A share is judged at mail.", "stage: mail")]
    [InlineData("stage: mail\nshare: { of: lost, among: messages, per: [sender], within: 1h, more-than: 50%, once-over: 100, block-for: 60m }", 4, 14, "'lost' is not a value of 'of'.", "queued")]
    [InlineData("stage: mail\nshare: { of: queued, among: messages, per: [sender], within: 1h, more-than: 50, once-over: 100, block-for: 60m }", 4, 77, "'50' is not a share from 0% to 99%.", "more-than: 50%")]
    [InlineData("stage: mail\nshare: { of: queued, among: messages, per: [sender], within: 1h, more-than: 100%, once-over: 100, block-for: 60m }", 4, 77, "'100%' is not a share from 0% to 99%.", "")]
    [InlineData("stage: mail\nshare: { of: accepted, among: messages, per: [sender], within: 1h, more-than: 50%, once-over: 100, block-for: 60m }", 4, 8, "'of: accepted' needs 'only'", "only:")]
    [InlineData("stage: mail\nshare: { of: queued, among: messages, per: [helo.name], within: 1h, more-than: 50%, once-over: 100, block-for: 60m }", 4, 8, "'helo.name' is not known when a delivery is reported", "sender")]
    [InlineData("stage: mail\nshare: { of: queued, among: messages, per: [sender], within: 1h, more-than: 50%, once-over: 100, block-for: 60m, only: sender.domain == 'a.cz' }", 4, 8, "'only' of a share asks of recipients.", "recipient.domain")]
    [InlineData("stage: mail\nshare: { of: queued, among: messages, per: [sender], within: 1h, more-than: 50%, once-over: 100 }", 4, 8, "The word 'block-for' is missing.", "")]
    [InlineData("stage: mail\nlimit: { count: messages, per: [sender], at-most: { 3m: 30 }, only: recipient.domain == 'a.cz' }", 4, 69, "'recipient.domain' is not known at stage mail.", "rcpt")]
    [InlineData("stage: rcpt\nlimit: { count: recipients, per: [sender], at-most: { 3m: 30 }, only: message.size > 5 }", 4, 71, "'message.size' is not known at stage rcpt.", "message")]
    [InlineData("stage: rcpt\nunless: recipient.domain == 'a.cz'\nlimit: { count: messages, per: [sender], at-most: { 3m: 30 }, only: message.size > 5 }", 4, 9, "'recipient.domain' is not known at stage message.", "rcpt")]
    [InlineData("stage: mail\nrefuse-if: message.size > 5", 4, 12, "'message.size' is not known at stage mail.", "message")]
    public void Validate_WhatIsWrong_TellsPlaceAndMend(string rule, int line, int column, string message, string mend)
    {
        ImmutableArray<SpecError> errors = Validate(rule + End);
        SpecError error = Assert.Single(errors);
        Assert.Equal((line, column), (error.Location.Line, error.Location.Column));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(mend, error.Mend ?? "", StringComparison.Ordinal);
    }

    private static ImmutableArray<SpecError> Validate(string rule) => PolicyEngine.Validate(ValidateTests.Policy(("r", Head + rule)));
}
