using System.Collections.Concurrent;
using Submission.Policy.Lookups;

namespace Submission.Policy.Testing.Tests.Runner;

/// <summary>What a message of a case is to the rules.</summary>
public sealed class MessageStepTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{ attachments: [a.exe, b.txt] }", "1000 [a.exe,b.txt] clean ham 0")]
    [InlineData("{ size: 5, received: [{ by: mx.example, with: ESMTP }] }", "5 [] mx.example/ESMTP clean ham 0")]
    [InlineData("{ from: [jan@domena.cz], partial: true, incomplete: too deep }", "1000 [] jan@domena.cz partial too deep clean ham 0")]
    [InlineData("{ virus: Worm, spam: spam }", "1000 [] Worm spam 15")]
    [InlineData("{ virus: unavailable, spam: unavailable }", "1000 [] ? ?")]
    [InlineData("{ unreadable: true, size: 5 }", "unread ? ?")]
    [InlineData("{ virus: clean, spam: { verdict: ham, score: 3.5 } }", "1000 [] clean ham 3.5")]
    public async Task RunAsync_MessageByItsFacts_IsWhatTheRulesSee(string message, string expected) =>
        Assert.Equal([expected], (await PlayAsync(message)).Seen);

    [Fact]
    public async Task RunAsync_ScannersOfTheWholeCase_AnswerWhereTheStepSaysNothing() =>
        Assert.Equal(
            ["1000 [] ? ham 1", "1000 [] clean ham 1", "1000 [] ? spam 15"],
            (await PlayAsync(["{ size: 1000 }", "{ virus: clean }", "{ spam: spam }"], "virus_scanner: unavailable, spam_scanner: { verdict: ham, score: 1 }")).Seen);

    [Fact]
    public async Task RunAsync_MessageThatWasNotHandedOver_CannotBeDelivered()
    {
        (GoldenCaseReport report, _) = await PlayAsync(["{ handed_over: false }"], "now: 2026-01-01T10:00:00Z", "  - delivered: all\n");

        Assert.StartsWith("not possible: ", Assert.Single(Assert.Single(report.Cases).Differences).Got, StringComparison.Ordinal);
    }

    private static Task<(GoldenCaseReport Report, string[] Seen)> PlayAsync(string message) => PlayAsync([message], "now: 2026-01-01T10:00:00Z");

    private static async Task<(GoldenCaseReport Report, string[] Seen)> PlayAsync(string[] messages, string given, string after = "")
    {
        string steps = string.Concat(messages.Select(static message => $"  - mail: jan@domena.cz\n  - rcpt: eva@domena.cz\n  - message: {message}\n"));
        using PolicyFolder folder = PolicyFolder.WithCase($"about: x.\ngiven: {{ {given} }}\nsteps:\n  - connect: 192.0.2.1\n{steps}{after}");
        var observer = new Observer();
        GoldenCaseReport report = await new GoldenCaseRunner(new GoldenCaseOptions { Configure = options => options.AddRule(observer) }).RunAsync(folder.Path, Token);
        Assert.Empty(report.Errors);
        return (report, [.. observer.Seen]);
    }

    private sealed class Observer : IPolicyRule
    {
        public ConcurrentQueue<string> Seen { get; } = new();

        public RuleId Id { get; } = new("observer");

        public PolicyStages Stages => PolicyStages.Message;

        public async ValueTask<Verdict> EvaluateAsync(PolicyContext context, CancellationToken cancellationToken)
        {
            LookupResult<MessageStructure> read = await context.ReadMessageAsync(cancellationToken);
            LookupResult<string> virus = await context.ScanForVirusesAsync(cancellationToken);
            LookupResult<SpamScan> spam = await context.ScanForSpamAsync(cancellationToken);
            string[] seen = read.Value is not { } structure ? ["unread"] :
            [
                FormattableString.Invariant($"{context.Message!.Size}"),
                $"[{string.Join(',', structure.Attachments.Select(static name => name.Name))}]",
                .. structure.Received.Select(static hop => $"{hop.By}/{hop.With}"),
                .. structure.From,
                structure.HasPartialMessage ? "partial" : "",
                structure.Incomplete ?? "",
            ];
            seen =
            [
                .. seen,
                virus.IsUnavailable ? "?" : virus.Value ?? "clean",
                spam.Value is { } scan ? FormattableString.Invariant($"{(scan.IsSpam ? "spam" : "ham")} {scan.Score}") : "?",
            ];
            Seen.Enqueue(string.Join(' ', seen.Where(static text => text.Length > 0)));
            return Verdict.Accept;
        }
    }
}
