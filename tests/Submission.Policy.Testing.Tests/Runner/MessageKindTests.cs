namespace Submission.Policy.Testing.Tests.Runner;

/// <summary>The rules that look into messages, count spam and watch deliveries, in cases.</summary>
public sealed class MessageKindTests
{
    private const string Attachments = """
        rule: bad-attachment
        about: No programs.
        stage: message
        attachments:
          forbidden: '["exe"]'
          incomplete: 550 5.6.0 {id} too much of it
        reply: 550 5.1.0 {id} Bad attachment
        help: https://help.example/attachments
        on-error: defer 451 4.3.0 {id} cannot read it now
        """;

    private const string Reputation = """
        rule: spam-reputation
        about: Two spam messages a day.
        stage: [mail, message]
        budget:
          of: spam.verdict == "spam"
          first: 2
          within: 1d
          per: [client.ip, sender]
          blocked: 550 5.1.0 {id} policy violation
        reply: 550 5.1.0 {id} spam detected
        on-error: accept
        """;

    private const string Queued = """
        rule: mostly-queued
        about: Not half of a batch may wait.
        stage: mail
        share: { of: queued, among: messages, per: [sender], within: 1h, more-than: 50%, once-over: 3, block-for: 60m }
        reply: 550 5.1.0 {id} policy violation
        """;

    private const string Connect = "about: x.\nsteps:\n  - connect: 192.0.2.1\n";
    private const string Message = "  - mail: jan@domena.cz\n  - rcpt: eva@example.org\n  - message: ";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_EveryReplyOfEveryKind_IsAReasonToReach()
    {
        using PolicyFolder folder = PolicyFolder.WithRules(Connect + Message + "{}", Attachments, Reputation, Queued);

        GoldenCaseReport report = await RunAsync(folder);

        Assert.True(report.IsPassed);
        Assert.Equal(
            [
                "bad-attachment: 550 5.6.0 {id} too much of it",
                "bad-attachment: 550 5.1.0 {id} Bad attachment, see https://help.example/attachments",
                "bad-attachment: 451 4.3.0 {id} cannot read it now",
                "spam-reputation: 550 5.1.0 {id} policy violation",
                "spam-reputation: 550 5.1.0 {id} spam detected",
                "spam-reputation: on-error: accept",
                "mostly-queued: 550 5.1.0 {id} policy violation",
            ],
            report.Coverage.UnreachedReasons.Select(static reason => $"{reason.Rule}: {reason.Reply}"));
    }

    [Fact]
    public async Task RunAsync_CasesOfEveryReply_ReachThemAll()
    {
        string steps = Connect
            + Message + "{ attachments: [a.exe] }\n    expect: 550 5.1.0 {id} Bad attachment, see https://help.example/attachments\n    by: bad-attachment\n"
            + Message + "{ incomplete: 10000 parts }\n    expect: 550 5.6.0 {id} too much of it\n"
            + Message + "{ unreadable: true }\n    expect: 451 4.3.0 {id} cannot read it now\n"
            + Message + "{ spam: unavailable }\n"
            + Message + "{ spam: { verdict: spam, score: 7 } }\n"
            + Message + "{ spam: spam }\n"
            + Message + "{ spam: spam }\n    expect: 550 5.1.0 {id} spam detected\n    by: spam-reputation\n"
            + "  - mail: jan@domena.cz\n    expect: 550 5.1.0 {id} policy violation\n    by: spam-reputation\n";
        using PolicyFolder folder = PolicyFolder.WithRules(steps, Attachments, Reputation);

        GoldenCaseReport report = await RunAsync(folder);

        Assert.Empty(Assert.Single(report.Cases).Differences);
        Assert.True(report.Coverage.IsComplete);
    }

    [Theory]
    [InlineData("  - after: 24h1s\n", true)]
    [InlineData("  - lift_blocks: jan@domena.cz\n  - lift_blocks: 192.0.2.1\n", true)]
    [InlineData("  - lift_blocks: jan@domena.cz\n", false)]
    [InlineData("  - after: 23h\n", false)]
    public async Task RunAsync_BlockOfAReputation_EndsWithItsTimeOrByAnOperator(string then, bool isOpen)
    {
        string steps = Connect
            + "  - repeat: 2\n    do: [{ mail: jan@domena.cz }, { rcpt: eva@example.org }, { message: { spam: spam } }]\n"
            + Message + "{ spam: spam }\n    expect: 550 5.1.0 {id} spam detected\n"
            + "  - mail: jan@domena.cz\n    expect: 550 5.1.0 {id} policy violation\n"
            + then
            + $"  - mail: jan@domena.cz\n    expect: {(isOpen ? "accept" : "550 5.1.0 {id} policy violation")}\n";
        using PolicyFolder folder = PolicyFolder.WithRules(steps, Reputation);

        Assert.Empty(Assert.Single((await RunAsync(folder)).Cases).Differences);
    }

    [Theory]
    [InlineData("  - queued: 3\n", false)]
    [InlineData("  - queued: 2\n", true)]
    [InlineData("  - queued: all\n", false)]
    [InlineData("  - queued: all\n  - delivered: 2\n", true)]
    [InlineData("  - queued: { last: 3, recipient: eva1@example.org }\n", true, "possible")]
    [InlineData("  - queued: { recipient: eva1@example.org }\n", true)]
    [InlineData("  - repeat: 3\n    do: [{ queued: { recipient: 'eva{n}@example.org' } }]\n", false)]
    [InlineData("  - bounced: all\n", true)]
    [InlineData("  - queued: 5\n", true, "possible")]
    [InlineData("  - lift_blocks: jan@domena.cz\n", true, "possible")]
    public async Task RunAsync_Deliveries_FeedTheShares(string deliveries, bool isOpen, string? difference = null)
    {
        string steps = Connect
            + "  - repeat: 4\n    do: [{ mail: jan@domena.cz }, { rcpt: 'eva{n}@example.org' }, { message: {} }]\n"
            + deliveries
            + $"  - mail: jan@domena.cz\n    expect: {(isOpen ? "accept" : "550 5.1.0 {id} policy violation")}\n";
        using PolicyFolder folder = PolicyFolder.WithRules(steps, Queued);

        Assert.Equal(difference is null ? [] : [difference], Assert.Single((await RunAsync(folder)).Cases).Differences.Select(static found => found.Expected));
    }

    [Fact]
    public async Task RunAsync_MessageOfAFile_IsReadAsAHostReadsIt()
    {
        const string Mail = "From: jan@domena.cz\nMIME-Version: 1.0\nContent-Type: application/octet-stream; name=\"=?utf-8?B?YS5leGU=?=\"\nContent-Transfer-Encoding: base64\n\nTVo=\n";
        string steps = Connect
            + Message + "bad.eml\n    expect: 550 5.1.0 {id} Bad attachment, see https://help.example/attachments\n"
            + Message + "{ file: bad.eml, spam: spam }\n    expect: 550 5.1.0 {id} Bad attachment, see https://help.example/attachments\n"
            + Message + "good.eml\n";
        using PolicyFolder folder = PolicyFolder.WithRules(steps, Attachments);
        string cases = Path.GetDirectoryName(folder.CaseFile)!;
        await File.WriteAllTextAsync(Path.Combine(cases, "bad.eml"), Mail, Token);
        await File.WriteAllTextAsync(Path.Combine(cases, "good.eml"), Mail.Replace("YS5leGU=", "YS5wZGY=", StringComparison.Ordinal), Token);

        Assert.Empty(Assert.Single((await RunAsync(folder)).Cases).Differences);
    }

    [Fact]
    public async Task RunAsync_TrustedRelaysOfTheHost_AreThoseOfTheCase()
    {
        const string Relayed = """
            rule: relayed-mail
            about: No mail of other servers.
            stage: message
            relayed: {}
            reply: 550 5.1.0 {id} relaying denied
            """;
        const string Received = "{ received: [{ by: mx.domena.cz, with: ESMTPS }] }\n";
        using PolicyFolder foreign = PolicyFolder.WithRules(Connect + Message + Received + "    expect: 550 5.1.0 {id} relaying denied\n", Relayed);
        using PolicyFolder trusted = PolicyFolder.WithRules(Connect + Message + Received + "given: { trusted_relays: [MX.domena.cz] }\n", Relayed);

        Assert.Empty(Assert.Single((await RunAsync(foreign)).Cases).Differences);
        Assert.Empty(Assert.Single((await RunAsync(trusted)).Cases).Differences);
    }

    [Fact]
    public async Task RunAsync_RecordOfMessages_TellsWhatTheRulesSaw()
    {
        string steps = Connect + Message + "{ attachments: [a.exe], spam: { verdict: spam, score: 7.5 } }\n    expect: any\n" + Message + "{ spam: spam }\n";
        using PolicyFolder folder = PolicyFolder.WithRules(steps, Attachments, Reputation);
        var recorder = new GoldenCaseRunner(new GoldenCaseOptions { Record = true });

        await recorder.RunAsync(folder.Path, Token);
        string first = await File.ReadAllTextAsync(folder.GoldenFile, Token);
        await recorder.RunAsync(folder.Path, Token);

        Assert.Equal(first, await File.ReadAllTextAsync(folder.GoldenFile, Token));
        Assert.Contains("message.attachments: \"[a.exe]\"", first, StringComparison.Ordinal);
        Assert.Contains("spam.verdict: \"spam\"", first, StringComparison.Ordinal);
        Assert.Contains("spam: { verdict: spam, score: 7.5 }", first, StringComparison.Ordinal);
        Assert.True((await new GoldenCaseRunner().RunAsync(folder.Path, Token)).IsPassed);
    }

    private static async Task<GoldenCaseReport> RunAsync(PolicyFolder folder)
    {
        GoldenCaseReport report = await new GoldenCaseRunner().RunAsync(folder.Path, Token);
        Assert.Empty(report.Errors);
        return report;
    }
}
