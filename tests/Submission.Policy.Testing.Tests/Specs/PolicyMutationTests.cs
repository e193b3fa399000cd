using System.Collections.Immutable;
using Submission.Policy.Testing.Cases;
using Submission.Policy.Yaml;

namespace Submission.Policy.Testing.Tests.Specs;

/// <summary>Whoever changes a rule by mistake finds out: with one thing of a rule changed, at least one of its own cases fails.</summary>
public sealed class PolicyMutationTests(ForpsiRun run)
{
    private const string SlowestCase = "message-rate/20000-in-a-day";

    [Theory]
    [InlineData("server-too-busy", "at-once: 2000", "at-once: 1999")]
    [InlineData("server-too-busy", "at-once: 2000", "at-once: 2001")]
    [InlineData("server-too-busy", "[\"'server'\"]", "[client.ip]")]
    [InlineData("too-many-connections", "at-once: 20", "at-once: 19")]
    [InlineData("too-many-connections", "at-once: 20", "at-once: 21")]
    [InlineData("too-many-connections", "at-once: 20", "at-most: { 1d: 20 }")]
    [InlineData("too-many-connections", "unless: client.webmail", "unless: \"false\"")]
    [InlineData("too-many-connections", "[client.ip]", "[\"'server'\"]")]
    [InlineData("connecting-too-fast", "1m: 60", "1m: 59")]
    [InlineData("connecting-too-fast", "1m: 60", "1m: 61")]
    [InlineData("connecting-too-fast", "1m: 60", "59s: 60")]
    [InlineData("connecting-too-fast", "1m: 60", "61s: 60")]
    [InlineData("connecting-too-fast", "1m: 60 }", "1m: 60 }\n  charge: attempted")]
    [InlineData("connecting-too-fast", "unless: client.webmail", "unless: \"false\"")]
    [InlineData("too-many-auth-failures", "1h: 10", "1h: 9")]
    [InlineData("too-many-auth-failures", "1h: 10", "1h: 11")]
    [InlineData("too-many-auth-failures", "1h: 10", "59m: 10")]
    [InlineData("too-many-auth-failures", "1h: 10", "1h1m: 10")]
    [InlineData("too-many-auth-failures", "[connect, auth]", "connect")]
    [InlineData("too-many-auth-failures", "[connect, auth]", "auth")]
    [InlineData("too-many-auth-failures", "then: close", "then: refuse")]
    [InlineData("too-many-auth-failures", "[client.ip]", "[\"'server'\"]")]
    [InlineData("spamhaus-sbl", "127.0.0.2, ", "")]
    [InlineData("spamhaus-sbl", "127.0.0.3, ", "")]
    [InlineData("spamhaus-sbl", "127.0.0.9, ", "")]
    [InlineData("spamhaus-sbl", ", 127.0.0.30", "")]
    [InlineData("spamhaus-sbl", "127.0.0.30", "127.0.0.30, 127.0.0.4")]
    [InlineData("spamhaus-sbl", "zone: sbl", "zone: xbl")]
    [InlineData("spamhaus-sbl", "on-error: accept", "on-error: defer 451 4.4.3 {id} try later")]
    [InlineData("spamhaus-sbl", "unless: in_network", "unless: client.webmail or in_network")]
    [InlineData("spamhaus-sbl", "unless: in_network(client.ip, lists.private_networks)", "unless: \"false\"")]
    [InlineData("authentication", "[auth, mail]", "auth")]
    [InlineData("authentication", "disabled: 535", "disabled: 550")]
    [InlineData("authentication", "on-error: defer 454 4.7.0 {id} temporary authentication failure", "on-error: accept")]
    [InlineData("too-many-messages-per-session", ">= 250", ">= 249")]
    [InlineData("too-many-messages-per-session", ">= 250", "> 250")]
    [InlineData("too-many-messages-per-session", "session.messages", "session.recipients")]
    [InlineData("sender-domain-mismatch", " and not (sender.domain in account.aliases)", "")]
    [InlineData("sender-domain-mismatch", "sender.domain != account.domain", "not sender.domain.endsWith(account.domain)")]
    [InlineData("sender-domain-mismatch", "unless: client.webmail and ", "unless: ")]
    [InlineData("sender-domain-mismatch", "client.webmail and sender.address in account.external_senders", "client.webmail")]
    [InlineData("sender-domain-mismatch", "client.webmail and sender.address in account.external_senders or ", "")]
    [InlineData("sender-domain-mismatch", " or sender.address in lists.accepted_senders", "")]
    [InlineData("country-not-allowed", "  also: account.countries\n", "")]
    [InlineData("country-not-allowed", "unknown: accept", "unknown: refuse")]
    [InlineData("country-not-allowed", "unless: client.webmail or ", "unless: ")]
    [InlineData("country-not-allowed", " or in_network(client.ip, lists.private_networks)", "")]
    [InlineData("country-not-allowed", "on-error: accept", "on-error: refuse 550 5.7.1 {id} no country")]
    [InlineData("country-not-allowed", "{domain}", "{account.domain}")]
    [InlineData("unresolvable-sender-domain", "[mx, a, aaaa]", "[mx]")]
    [InlineData("unresolvable-sender-domain", "[mx, a, aaaa]", "[mx, a]")]
    [InlineData("unresolvable-sender-domain", "[mx, a, aaaa]", "[a, aaaa]")]
    [InlineData("unresolvable-sender-domain", "domain: sender.domain", "domain: account.domain")]
    [InlineData("unresolvable-sender-domain", "unless: sender.address == \"\"", "unless: \"false\"")]
    [InlineData("unresolvable-sender-domain", "on-error: defer 451", "on-error: refuse 550 5.4.3 gone #")]
    [InlineData("message-rate", "1m: 250", "1m: 249")]
    [InlineData("message-rate", "1m: 250", "1m: 251")]
    [InlineData("message-rate", "1m: 250", "59s: 250")]
    [InlineData("message-rate", "1m: 250", "61s: 250")]
    [InlineData("message-rate", "1h: 1000", "1h: 999")]
    [InlineData("message-rate", "1h: 1000", "1h: 1001")]
    [InlineData("message-rate", ", 1d: 20000", "")]
    [InlineData("message-rate", "1d: 20000", "1d: 20001")]
    [InlineData("message-rate", "[account, client.ip]", "[account]")]
    [InlineData("message-rate", "[account, client.ip]", "[client.ip]")]
    [InlineData("message-rate", "charge: accepted", "charge: attempted")]
    [InlineData("message-rate", "stage: mail", "stage: message")]
    [InlineData("too-many-recipients", ">= 250", ">= 249")]
    [InlineData("too-many-recipients", ">= 250", "> 250")]
    [InlineData("too-many-recipients", "recipients.count", "session.recipients")]
    [InlineData("unresolvable-recipient-domain", "[mx, a, aaaa]", "[mx]")]
    [InlineData("unresolvable-recipient-domain", "[mx, a, aaaa]", "[mx, a]")]
    [InlineData("unresolvable-recipient-domain", "[mx, a, aaaa]", "[a, aaaa]")]
    [InlineData("unresolvable-recipient-domain", "domain: recipient.domain", "domain: sender.domain")]
    [InlineData("relayed-mail", "trusted: lists.trusted_relays", "trusted: lists.accepted_senders")]
    [InlineData("relayed-mail", "on-error: defer 451", "on-error: refuse 550 5.3.0 gone #")]
    [InlineData("relayed-mail", "on-error: defer 451 4.3.0 {id} cannot read the message now, try again later", "on-error: accept")]
    [InlineData("relayed-mail", "reply:", "unless: client.webmail\nreply:")]
    [InlineData("bad-attachment", "forbidden: lists.forbidden_extensions", "forbidden: lists.trusted_relays")]
    [InlineData("bad-attachment", "partial: refuse", "partial: accept")]
    [InlineData("bad-attachment", "partial: refuse", "names: [type, location, text, container]")]
    [InlineData("bad-attachment", "partial: refuse", "names: [disposition, location, text, container]")]
    [InlineData("bad-attachment", "partial: refuse", "names: [disposition, type, location, container]")]
    [InlineData("bad-attachment", "incomplete: 550", "incomplete: 451 4.6.0 later #")]
    [InlineData("bad-attachment", "reply:", "unless: client.webmail\nreply:")]
    [InlineData("virus-detected", "on-error: defer 451", "on-error: refuse 550 5.7.1 no #")]
    [InlineData("virus-detected", "on-error: defer 451 4.7.1 {id} cannot scan for viruses now, try again later", "on-error: accept")]
    [InlineData("virus-detected", "reply:", "unless: client.webmail\nreply:")]
    [InlineData("big-mail-to-seznam", "3m: 30", "3m: 29")]
    [InlineData("big-mail-to-seznam", "3m: 30", "3m: 31")]
    [InlineData("big-mail-to-seznam", "3m: 30", "2m59s: 30")]
    [InlineData("big-mail-to-seznam", "3m: 30", "3m1s: 30")]
    [InlineData("big-mail-to-seznam", "> 1048576", ">= 1048576")]
    [InlineData("big-mail-to-seznam", "> 1048576", "> 1048577")]
    [InlineData("big-mail-to-seznam", "message.size >", "message.declared_size >")]
    [InlineData("big-mail-to-seznam", "stage: rcpt ", "stage: message ")]
    [InlineData("big-mail-to-seznam", "[sender]", "[account]")]
    [InlineData("big-mail-to-seznam", "[sender]", "[client.ip]")]
    [InlineData("big-mail-to-seznam", " and recipient.domain in lists.big_mail_domains", "")]
    [InlineData("big-mail-to-seznam", "message.size > 1048576 and ", "")]
    [InlineData("big-mail-to-seznam", "lists.big_mail_domains", "['seznam.cz', 'email.cz', 'post.cz']")]
    [InlineData("big-mail-to-seznam", "  only:", "  charge: attempted\n  only:")]
    [InlineData("mostly-queued", "once-over: 100", "once-over: 99")]
    [InlineData("mostly-queued", "once-over: 100", "once-over: 101")]
    [InlineData("mostly-queued", "50%", "49%")]
    [InlineData("mostly-queued", "50%", "51%")]
    [InlineData("mostly-queued", "within: 1h", "within: 59m")]
    [InlineData("mostly-queued", "within: 1h", "within: 61m")]
    [InlineData("mostly-queued", "block-for: 60m", "block-for: 59m")]
    [InlineData("mostly-queued", "block-for: 60m", "block-for: 61m")]
    [InlineData("mostly-queued", "[client.ip, sender]", "[client.ip]")]
    [InlineData("mostly-queued", "[client.ip, sender]", "[sender]")]
    [InlineData("mostly-queued", "[client.ip, sender]", "[client.ip, account]")]
    [InlineData("mostly-queued", "of: queued", "of: bounced")]
    [InlineData("mostly-queued", "among: messages", "among: recipients")]
    [InlineData("mostly-bounced", "once-over: 100", "once-over: 99")]
    [InlineData("mostly-bounced", "once-over: 100", "once-over: 101")]
    [InlineData("mostly-bounced", "50%", "49%")]
    [InlineData("mostly-bounced", "50%", "51%")]
    [InlineData("mostly-bounced", "within: 1h", "within: 59m")]
    [InlineData("mostly-bounced", "within: 1h", "within: 61m")]
    [InlineData("mostly-bounced", "block-for: 60m", "block-for: 59m")]
    [InlineData("mostly-bounced", "block-for: 60m", "block-for: 61m")]
    [InlineData("mostly-bounced", "[client.ip, sender]", "[client.ip]")]
    [InlineData("mostly-bounced", "[client.ip, sender]", "[sender]")]
    [InlineData("mostly-bounced", "[client.ip, sender]", "[client.ip, account]")]
    [InlineData("mostly-bounced", "of: bounced", "of: queued")]
    [InlineData("mostly-bounced", "among: messages", "among: recipients")]
    [InlineData("mostly-to-abused-domains", "once-over: 100", "once-over: 99")]
    [InlineData("mostly-to-abused-domains", "once-over: 100", "once-over: 101")]
    [InlineData("mostly-to-abused-domains", "50%", "49%")]
    [InlineData("mostly-to-abused-domains", "50%", "51%")]
    [InlineData("mostly-to-abused-domains", "within: 1h", "within: 59m")]
    [InlineData("mostly-to-abused-domains", "within: 1h", "within: 61m")]
    [InlineData("mostly-to-abused-domains", "block-for: 60m", "block-for: 59m")]
    [InlineData("mostly-to-abused-domains", "block-for: 60m", "block-for: 61m")]
    [InlineData("mostly-to-abused-domains", "[account]", "[sender]")]
    [InlineData("mostly-to-abused-domains", "[account]", "[client.ip]")]
    [InlineData("mostly-to-abused-domains", "lists.abused_domains", "['qq.com', 'yahoo.com']")]
    [InlineData("mostly-to-abused-domains", "among: messages", "among: recipients")]
    [InlineData("spam-over-budget", "first: 5", "first: 4")]
    [InlineData("spam-over-budget", "first: 5", "first: 6")]
    [InlineData("spam-over-budget", "within: 1d", "within: 23h")]
    [InlineData("spam-over-budget", "within: 1d", "within: 25h")]
    [InlineData("spam-over-budget", "[client.ip, account]", "[client.ip]")]
    [InlineData("spam-over-budget", "[client.ip, account]", "[account]")]
    [InlineData("spam-over-budget", "[client.ip, account]", "[client.ip, sender]")]
    [InlineData("spam-over-budget", "spam.verdict == \"spam\"", "spam.score > 5.0")]
    [InlineData("spam-over-budget", "on-error: defer 451 4.7.1 {id} cannot check for spam now, try again later", "on-error: accept")]
    [InlineData("spam-over-budget", "  per:", "  block-for: 1h\n  per:")]
    public Task Cases_OfARuleThatWasChanged_Fail(string rule, string part, string otherwise) =>
        AssertNoticedAsync(rule, Change($"rules/{rule}.yaml", text => text.Replace(part, otherwise, StringComparison.Ordinal)), part.Contains("1d", StringComparison.Ordinal));

    [Theory]
    [InlineData("com")]
    [InlineData("exe")]
    [InlineData("pif")]
    [InlineData("bat")]
    [InlineData("scr")]
    [InlineData("cpl")]
    [InlineData("cmd")]
    [InlineData("dll")]
    [InlineData("lnk")]
    [InlineData("inf")]
    [InlineData("msi")]
    [InlineData("sct")]
    [InlineData("vbs")]
    [InlineData("vb")]
    [InlineData("vbe")]
    [InlineData("js")]
    [InlineData("wsf")]
    [InlineData("iso")]
    public Task Cases_OfAForbiddenExtensionThatWasTakenOff_Fail(string extension) =>
        AssertNoticedAsync("bad-attachment", Change("policy.yaml", text => text
            .Replace($"forbidden_extensions: [{extension}, ", "forbidden_extensions: [", StringComparison.Ordinal)
            .Replace($", {extension},", ",", StringComparison.Ordinal)
            .Replace($", {extension}]", "]", StringComparison.Ordinal)), withSlowest: false);

    [Theory]
    [InlineData("too-many-auth-failures", "authentication")]
    [InlineData("country-not-allowed", "sender-domain-mismatch")]
    [InlineData("country-not-allowed", "unresolvable-sender-domain")]
    [InlineData("unresolvable-sender-domain", "sender-domain-mismatch")]
    [InlineData("too-many-messages-per-session", "sender-domain-mismatch")]
    [InlineData("too-many-recipients", "unresolvable-recipient-domain")]
    [InlineData("relayed-mail", "bad-attachment")]
    [InlineData("bad-attachment", "virus-detected")]
    [InlineData("mostly-queued", "unresolvable-sender-domain")]
    [InlineData("mostly-queued", "sender-domain-mismatch")]
    public Task Cases_OfRulesThatChangedPlaces_Fail(string rule, string other) =>
        AssertNoticedAsync(rule, Change("policy.yaml", text => text
            .Replace($"  - {rule}", "  - ?", StringComparison.Ordinal)
            .Replace($"  - {other}", $"  - {rule}", StringComparison.Ordinal)
            .Replace("  - ?", $"  - {other}", StringComparison.Ordinal)), withSlowest: false);

    private async Task AssertNoticedAsync(string rule, InMemoryYamlPolicy mutant, bool withSlowest)
    {
        Assert.Empty(PolicyEngine.Validate(mutant).Select(static error => error.ToString()));
        var runner = new GoldenCaseRunner();
        foreach (GoldenCase golden in run.Cases.Where(golden => golden.Name.StartsWith(rule + "/", StringComparison.Ordinal)))
        {
            if (golden.Name == SlowestCase && !withSlowest) continue;
            // Without the record beside it: the case itself must notice.
            GoldenCaseResult result = await runner.RunAsync(golden with { File = "none.yaml" }, mutant.Read().Spec!, TestContext.Current.CancellationToken);
            if (!result.IsPassed) return;
        }

        Assert.Fail("No case of the rule has noticed.");
    }

    private static InMemoryYamlPolicy Change(string file, Func<string, string> change)
    {
        ImmutableDictionary<string, string> files = new[] { "policy.yaml" }
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Forpsi, "rules")).Select(static path => "rules/" + Path.GetFileName(path)))
            .ToImmutableDictionary(static name => name, static name => File.ReadAllText(Path.Combine(Repository.Forpsi, name)));
        string changed = change(files[file]);
        Assert.NotEqual(files[file], changed);
        return new InMemoryYamlPolicy("mutant", files.SetItem(file, changed));
    }
}
