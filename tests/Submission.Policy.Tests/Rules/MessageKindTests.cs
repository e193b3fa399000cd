using System.Collections.Immutable;
using CsCheck;
using Submission.Policy.Lookups;
using Submission.Policy.Tests.Engine;

namespace Submission.Policy.Tests.Rules;

/// <summary>The kinds that look into the message, with answers as readers and scanners give them.</summary>
public sealed class MessageKindTests
{
    private const string Forbidden = "attachments: { forbidden: \"['exe', 'COM', 'js']\"";
    private readonly MessageFixture _message = new();

    [Theory]
    [InlineData("setup.exe", AttachmentNameSource.Disposition, true)]
    [InlineData("setup.EXE", AttachmentNameSource.Type, true)]
    [InlineData("setup.pdf.Exe", AttachmentNameSource.Location, true)]
    [InlineData("setup.com", AttachmentNameSource.Text, true)]
    [InlineData(".js", AttachmentNameSource.Container, true)]
    [InlineData("setup.exe", AttachmentNameSource.Description, false)]
    [InlineData("exe", AttachmentNameSource.Disposition, false)]
    [InlineData("setup.exe.pdf", AttachmentNameSource.Disposition, false)]
    [InlineData("setup.exe1", AttachmentNameSource.Disposition, false)]
    [InlineData("setup.json", AttachmentNameSource.Disposition, false)]
    [InlineData("archive.zip", AttachmentNameSource.Disposition, false)]
    [InlineData("", AttachmentNameSource.Disposition, false)]
    [InlineData(".", AttachmentNameSource.Disposition, false)]
    public async Task Attachments_Name_IsJudgedByItsExtension(string name, AttachmentNameSource source, bool isRefused)
    {
        Verdict verdict = await AttachmentsAsync(Forbidden + " }", new MessageStructure { Attachments = [new AttachmentName("x.pdf", source), new AttachmentName(name, source)] });
        Assert.Equal(isRefused, !verdict.IsAccepted);
        if (isRefused) Assert.Equal($"the attachment '{name}' is forbidden, a name by {source.ToString().ToLowerInvariant()}", verdict.Reason);
    }

    [Theory]
    [InlineData("[description]", AttachmentNameSource.Description, true)]
    [InlineData("[description]", AttachmentNameSource.Disposition, false)]
    [InlineData("type", AttachmentNameSource.Type, true)]
    [InlineData("[type, text]", AttachmentNameSource.Location, false)]
    public async Task Attachments_NamesThatCount_AreThoseOfTheRule(string names, AttachmentNameSource source, bool isRefused)
    {
        Verdict verdict = await AttachmentsAsync($"{Forbidden}, names: {names} }}", new MessageStructure { Attachments = [new AttachmentName("a.exe", source)] });
        Assert.Equal(isRefused, !verdict.IsAccepted);
    }

    [Fact]
    public async Task Attachments_TooComplexToBeRead_IsRefusedWithItsOwnReplyUnlessAForbiddenNameWasFound()
    {
        var cut = new MessageStructure { Incomplete = "more than 10000 parts" };
        Verdict verdict = await AttachmentsAsync(Forbidden + " }", cut);
        Assert.Equal("550 5.6.0 ID message too complex to be checked", Reply(verdict));
        Assert.Equal("the message was not read to its end: more than 10000 parts", verdict.Reason);
        Assert.Equal("451 4.6.0 cut", Reply(await AttachmentsAsync(Forbidden + ", incomplete: 451 4.6.0 cut }", cut)));
        Assert.Equal("550 5.7.1 r", Reply(await AttachmentsAsync(Forbidden + " }", cut with { Attachments = [new AttachmentName("a.exe", AttachmentNameSource.Type)] })));
    }

    [Fact]
    public async Task Attachments_PieceOfAMessage_IsRefusedUnlessTheRuleAcceptsIt()
    {
        var piece = new MessageStructure { HasPartialMessage = true };
        Verdict verdict = await AttachmentsAsync(Forbidden + " }", piece);
        Assert.Equal("550 5.7.1 r", Reply(verdict));
        Assert.Contains("message/partial", verdict.Reason, StringComparison.Ordinal);
        Assert.True((await AttachmentsAsync(Forbidden + ", partial: accept }", piece)).IsAccepted);
        Assert.False((await AttachmentsAsync(Forbidden + ", partial: accept }", piece with { Incomplete = "too deep" })).IsAccepted);
    }

    [Fact]
    public async Task Attachments_ListThatDependsOnTheMessage_IsReadForEach()
    {
        _message.Structure = Task.FromResult(LookupResult<MessageStructure>.Found(new MessageStructure { Attachments = [new AttachmentName("a.exe", AttachmentNameSource.Type)] }));
        PolicyEngine engine = _message.Build(("r", "attachments: { forbidden: \"message.size > 1000 ? ['exe'] : ['com']\" }"));
        Assert.True((await MessageFixture.JudgeAsync(engine)).IsAccepted);
        Assert.False((await MessageFixture.JudgeAsync(engine, MessageFixture.Message() with { Size = 2000 })).IsAccepted);
    }

    [Fact]
    public async Task Attachments_HostileName_IsQuotedForTheLogInBounds()
    {
        string name = "a\r\n\u202e\u0007" + new string('b', 300) + ".exe";
        Verdict verdict = await AttachmentsAsync(Forbidden + " }", new MessageStructure { Attachments = [new AttachmentName(name, AttachmentNameSource.Type), new AttachmentName("a\r\nb.exe", AttachmentNameSource.Type)] });
        Assert.InRange(verdict.Reason!.Length, 100, 200);
        Assert.Contains("bbb.exe'", verdict.Reason, StringComparison.Ordinal);
        verdict = await AttachmentsAsync(Forbidden + " }", new MessageStructure { Attachments = [new AttachmentName("a\r\nb\ud800.exe", AttachmentNameSource.Type)] });
        Assert.Contains("'a??b?.exe'", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attachments_AnyNames_AreRefusedWhereOneEndsInAForbiddenExtension()
    {
        Gen<string> part = Gen.OneOf(Gen.Const("exe"), Gen.Const("COM"), Gen.Const("eXe"), Gen.Const("pdf"), Gen.String[0, 5]);
        Gen<string[]> names = part.Array[0, 4].Select(static parts => string.Join('.', parts)).Array[0, 5];
        PolicyEngine engine = _message.Build(("r", Forbidden + " }"));
        await names.SampleAsync(
            async sample =>
            {
                var structure = new MessageStructure { Attachments = [.. sample.Select(static name => new AttachmentName(name, AttachmentNameSource.Type))] };
                bool expected = sample.Any(static name =>
                    name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".com", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".js", StringComparison.OrdinalIgnoreCase));
                return !(await MessageFixture.JudgeAsync(engine, MessageFixture.Message() with { Structure = structure })).IsAccepted == expected;
            },
            iter: 2000,
            threads: 1);
    }

    [Theory]
    [InlineData("SMTP", true)]
    [InlineData("ESMTP", true)]
    [InlineData("ESMTPSA", true)]
    [InlineData("LMTP", true)]
    [InlineData("UTF8SMTPA", true)]
    [InlineData("UTF8LMTPSA", true)]
    [InlineData("MICROSOFT SMTP SERVER", true)]
    [InlineData("esmtps", true)]
    [InlineData("ESMTPS TLS1.3", true)]
    [InlineData("HTTP", false)]
    [InlineData("HTTPS", false)]
    [InlineData("LOCAL", false)]
    [InlineData("MAPI", false)]
    [InlineData("", false)]
    [InlineData("XSMTPX", false)]
    public async Task Relayed_HopOfAnotherHost_CountsByItsProtocol(string with, bool isRefused)
    {
        Verdict verdict = await RelayedAsync("relayed: {}", new ReceivedHop("web.example.com", "HTTP"), new ReceivedHop("mx.example.net", with));
        Assert.Equal(isRefused, !verdict.IsAccepted);
        if (isRefused) Assert.Equal($"relayed by 'mx.example.net' with '{with}'", verdict.Reason);
    }

    [Theory]
    [InlineData("mx.example.net", "['mx.example.net']", true)]
    [InlineData("mx.example.net", "['MX.Example.NET']", true)]
    [InlineData("mx.example.net", "['.example.net']", true)]
    [InlineData("a.mx.example.net", "['.example.net']", true)]
    [InlineData("example.net", "['.example.net']", false)]
    [InlineData("evilexample.net", "['.example.net']", false)]
    [InlineData("mx.example.net.evil.org", "['.example.net']", false)]
    [InlineData("mx.example.net", "['example.net']", false)]
    [InlineData("", "['mx.example.net']", false)]
    [InlineData("mx.example.net", "[]", false)]
    public async Task Relayed_TrustedHost_IsTheHostOrOneBelowTheDomain(string by, string trusted, bool isAccepted)
    {
        Assert.Equal(isAccepted, (await RelayedAsync($"relayed: {{ trusted: \"{trusted}\" }}", new ReceivedHop(by, "ESMTP"))).IsAccepted);
    }

    [Fact]
    public async Task Relayed_HostOfTheConfiguration_IsTrustedBesidesThoseOfTheRule()
    {
        PolicyEngine engine = _message.Build(
            static options =>
            {
                options.TrustedRelays.Add("Web.Example.com");
                options.TrustedRelays.Add(".internal.example");
            },
            ("r", "relayed: { trusted: \"['mx.example.com']\" }"));
        foreach ((string by, bool isAccepted) in new[] { ("web.example.com", true), ("a.internal.example", true), ("mx.example.com", true), ("other.example.com", false) })
        {
            _message.Structure = Task.FromResult(LookupResult<MessageStructure>.Found(new MessageStructure { Received = [new ReceivedHop(by, "ESMTP")] }));
            Assert.Equal(isAccepted, (await MessageFixture.JudgeAsync(engine)).IsAccepted);
        }
    }

    [Fact]
    public async Task Relayed_OneForeignHopAmongTrustedOnes_IsRefused()
    {
        const string Rule = "relayed: { trusted: \"['a', 'b']\" }";
        Assert.True((await RelayedAsync(Rule, new ReceivedHop("a", "ESMTP"), new ReceivedHop("b", "ESMTP"))).IsAccepted);
        Assert.False((await RelayedAsync(Rule, new ReceivedHop("a", "ESMTP"), new ReceivedHop("c", "ESMTP"), new ReceivedHop("b", "ESMTP"))).IsAccepted);
    }

    [Fact]
    public async Task Virus_AnswersOfTheScanner_AreRefusalAcceptanceAndOnError()
    {
        PolicyEngine engine = _message.Build(("r", "virus: found\non-error: defer 451 4.7.1 later"));
        Assert.True((await MessageFixture.JudgeAsync(engine)).IsAccepted);
        _message.Virus = Task.FromResult(LookupResult<string>.Found("Win.Test.EICAR_HDB-1\r\nX"));
        Verdict verdict = await MessageFixture.JudgeAsync(engine);
        Assert.Equal("550 5.7.1 r", Reply(verdict));
        Assert.Equal("the virus 'Win.Test.EICAR_HDB-1??X' was found", verdict.Reason);
        _message.Virus = Task.FromResult(LookupResult<string>.Unavailable("clamd is down"));
        verdict = await MessageFixture.JudgeAsync(engine);
        Assert.Equal("451 4.7.1 later", Reply(verdict));
        Assert.Equal("the message could not be scanned for viruses: clamd is down", verdict.Reason);
    }

    [Theory]
    [InlineData("spam: found", true, 5.0, "spam, with a score of 5")]
    [InlineData("spam: found", false, 50.0, null)]
    [InlineData("spam: { above: 7.5 }", true, 7.5, null)]
    [InlineData("spam: { above: 7.5 }", false, 7.6, "the score 7.6 is above 7.5")]
    [InlineData("spam: { above: 7 }", true, 7.0, null)]
    [InlineData("spam: { above: 7 }", true, 7.25, "the score 7.25 is above 7")]
    [InlineData("spam: { above: -1 }", false, 0.0, "the score 0 is above -1")]
    public async Task Spam_JudgementOrScore_IsWhatTheRuleSays(string rule, bool isSpam, double score, string? reason)
    {
        _message.Spam = Task.FromResult(LookupResult<SpamScan>.Found(new SpamScan(isSpam, score)));
        Verdict verdict = await MessageFixture.JudgeAsync(_message.Build(("r", rule)));
        Assert.Equal(reason is null, verdict.IsAccepted);
        Assert.Equal(reason, verdict.Reason);
    }

    [Fact]
    public async Task Spam_ScannerIsDown_IsForOnError()
    {
        _message.Spam = Task.FromResult(LookupResult<SpamScan>.Unavailable("rspamd is down"));
        Assert.True((await MessageFixture.JudgeAsync(_message.Build(("r", "spam: found\non-error: accept")))).IsAccepted);
        Verdict verdict = await MessageFixture.JudgeAsync(_message.Build(("r", "spam: found")));
        Assert.Equal(VerdictKind.Defer, verdict.Kind);
        Assert.Equal("the message could not be scanned for spam: rspamd is down", verdict.Reason);
    }

    private Task<Verdict> AttachmentsAsync(string rule, MessageStructure structure)
    {
        _message.Structure = Task.FromResult(LookupResult<MessageStructure>.Found(structure));
        return MessageFixture.JudgeAsync(_message.Build(("r", rule)));
    }

    private Task<Verdict> RelayedAsync(string rule, params ImmutableArray<ReceivedHop> hops)
    {
        _message.Structure = Task.FromResult(LookupResult<MessageStructure>.Found(new MessageStructure { Received = hops }));
        return MessageFixture.JudgeAsync(_message.Build(("r", rule)));
    }

    // The id differs each time.
    private static string Reply(Verdict verdict) => string.Join(' ', verdict.Reply!.ToString().Split(' ').Select(static word => word.Length == 22 ? "ID" : word));
}
