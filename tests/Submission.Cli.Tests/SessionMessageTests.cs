using System.Text.RegularExpressions;

namespace Submission.Cli.Tests;

/// <summary>Messages of a dialog: what they hold, what scanners say of them, and what becomes of them.</summary>
public sealed partial class SessionMessageTests
{
    private const string Policy = """
        policy: messages
        language: 1
        about: Looks into messages.
        rules: [executable, spammy]
        ---
        rule: executable
        about: No programs.
        stage: message
        refuse-if: message.attachments.exists(name, name.endsWith(".exe")) or "mx.example" in message.received or "eva@domena.cz" in message.from
        reply: 550 5.7.1 {id} no programs
        ---
        rule: spammy
        about: No spam.
        stage: message
        refuse-if: spam.verdict == "spam" or spam.score >= 5.0
        reply: 550 5.7.1 {id} score {spam.score}
        """;

    private const string Reputation = """
        policy: reputation
        language: 1
        about: One large message a day.
        rules: [large]
        ---
        rule: large
        about: One large message a day, and whoever sends a second one sends none any more.
        stage: [mail, message]
        budget:
          of: message.size > 1000
          first: 1
          within: 1d
          per: [sender]
          blocked: 550 5.1.0 {id} blocked
        reply: 550 5.1.0 {id} too large
        """;

    [Theory]
    [InlineData("SIZE 100", "250 2.0.0 OK")]
    [InlineData("SIZE 100 attachment=a.pdf attachment=b.exe", "550 5.7.1 {id} no programs")]
    [InlineData("SIZE 100 received=MX.example./esmtp", "550 5.7.1 {id} no programs")]
    [InlineData("SIZE 100 from=Eva@DOMENA.cz", "550 5.7.1 {id} no programs")]
    [InlineData("SIZE 100 spam=12.5", "550 5.7.1 {id} score 12.5")]
    [InlineData("SIZE 100 spam=ham:4.5", "250 2.0.0 OK")]
    [InlineData("SIZE 100 spam=ham:5", "550 5.7.1 {id} score 5")]
    [InlineData("SIZE 100 spam=spam", "550 5.7.1 {id} score 15")]
    [InlineData("SIZE 100 spam=unavailable", "451 4.3.0 {id} temporary failure, try again later")]
    [InlineData(":spam 7|SIZE 100", "550 5.7.1 {id} score 7")]
    [InlineData(":spam 7|SIZE 100 spam=ham", "250 2.0.0 OK")]
    [InlineData("SIZE 100 partial encrypted incomplete=depth virus=Eicar", "250 2.0.0 OK")]
    [InlineData("SIZE 100 spam=high", "501 5.5.4 Bad argument")]
    [InlineData("SIZE 100 attachment=", "501 5.5.4 Bad argument")]
    [InlineData("SIZE 100 partial=yes", "501 5.5.4 Bad argument")]
    [InlineData("SIZE", "501 5.5.4 Bad argument")]
    public async Task Size_WithADescription_IsAMessageOfThatKind(string lines, string expected) => Assert.Equal(expected, (await SayAsync(lines.Split('|')))[^1]);

    [Theory]
    [InlineData("photo.jpg", "250 2.0.0 OK")]
    [InlineData("photo.exe", "550 5.7.1 {id} no programs")]
    public async Task Data_WithAnAttachment_IsReadAsAHostReadsIt(string name, string expected) => Assert.Equal(
        expected,
        (await SayAsync("DATA", "MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=x", "", "--x", $"Content-Disposition: attachment; filename*=utf-8''{name}", "", "..", "--x--", "."))[^1]);

    [Fact]
    public async Task Lift_OfABlock_LetsTheNextMessagePass()
    {
        const string Mail = "MAIL FROM:<jan@domena.cz>";
        const string Rcpt = "RCPT TO:<eva@example.org>";
        using var policy = new PolicyFolder();
        string file = policy.Write("reputation.yaml", Reputation);
        string dialog = string.Join('\n', "EHLO me", Mail, Rcpt, "SIZE 2000", Mail, Rcpt, "SIZE 2000", Mail, ":lift jan@domena.cz", ":lift jan@domena.cz", Mail, ":lift") + "\n";
        ToolRun run = await ToolRun.RunWithInputAsync(dialog, "session", file, "--quiet");
        Assert.Equal(1, run.ExitCode);
        Assert.EndsWith(
            """
            C: SIZE 2000
            S: 550 5.1.0 {id} too large
            C: MAIL FROM:<jan@domena.cz>
            S: 550 5.1.0 {id} blocked
            :lift jan@domena.cz
               lifted 1 block of jan@domena.cz
            :lift jan@domena.cz
               There is no block of jan@domena.cz.
            C: MAIL FROM:<jan@domena.cz>
            S: 250 2.1.0 OK
            :lift
               wrong: Say :lift with a login, an address or an IP address, for example :lift jan@domena.cz.

            """.ReplaceLineEndings("\n"),
            Id().Replace(run.Output, "{id}"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Size_WithAWordThatItDoesNotKnow_SaysWhichItKnows()
    {
        using var policy = new PolicyFolder();
        ToolRun run = await RunAsync(policy, "SIZE 100 atachment=a.exe");
        Assert.Contains("'atachment=a.exe' says nothing of a message. Say SIZE and a number of octets", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
    }

    [Theory]
    [InlineData(":virus", "Say :virus clean")]
    [InlineData(":virus a b", "Say :virus clean")]
    [InlineData(":spam maybe", "Say :spam ham")]
    [InlineData(":queued", "Say :queued with a number of messages or all")]
    [InlineData(":bounced 0", "Say :bounced with a number of messages or all")]
    [InlineData(":delivered all nobody", "'nobody' is no mail address.")]
    [InlineData(":delivered 3", "Not so many messages were accepted.")]
    [InlineData(":deliverd all", "':deliverd' is no command. Did you mean ':delivered'?")]
    public async Task WrongFact_IsToldAndFailsAPipedDialog(string line, string expected)
    {
        using var policy = new PolicyFolder();
        ToolRun run = await RunAsync(policy, line);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"wrong: {expected}", run.Output.Replace("\"", "'", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delivered_AfterMessages_SaysOfHowMany()
    {
        using var policy = new PolicyFolder();
        ToolRun run = await RunAsync(policy, "SIZE 100", "MAIL FROM:<jan@domena.cz>", "RCPT TO:<petr@example.org>", "SIZE 100", ":queued all", ":delivered 1", ":bounced 1 petr@example.org");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(":queued all\n   2 messages are queued.\n:delivered 1\n   1 message is delivered.\n:bounced 1 petr@example.org\n   1 message is bounced.\n", run.Output, StringComparison.Ordinal);
    }

    private static async Task<string[]> SayAsync(params string[] lines)
    {
        using var policy = new PolicyFolder();
        ToolRun run = await RunAsync(policy, lines);
        Assert.Equal(0, run.ExitCode);
        return [.. run.Output.Split('\n').Where(static line => line.StartsWith("S: ", StringComparison.Ordinal)).Select(static line => Id().Replace(line[3..], "{id}"))];
    }

    private static async Task<ToolRun> RunAsync(PolicyFolder policy, params string[] lines)
    {
        policy.Write("messages.yaml", Policy);
        string[] dialog = ["EHLO me", "MAIL FROM:<jan@domena.cz>", "RCPT TO:<eva@example.org>", .. lines];
        return await ToolRun.RunWithInputAsync(string.Join('\n', dialog) + "\n", "session", Path.Combine(policy.Path, "messages.yaml"), "--quiet");
    }

    [GeneratedRegex(@"\b0[0-9A-Za-z]{21}\b", RegexOptions.NonBacktracking)]
    private static partial Regex Id();
}
