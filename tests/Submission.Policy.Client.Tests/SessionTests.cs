using Submission.Policy.Client.Tests.Support;
using Submission.Policy.Lookups;
using Submission.Policy.Testing;

namespace Submission.Policy.Client.Tests;

/// <summary>Sessions with the real host: what the engine says of each fact arrives as it was said.</summary>
public sealed class SessionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Session_MessageThatIsAccepted_IsChargedOnceByItsCommit()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        await using PolicyClientSession session = await client.LogInAsync(Cancellation);
        Assert.NotEqual(default, session.Id);
        await using (PolicyClientTransaction transaction = session.BeginTransaction())
        {
            Assert.True((await transaction.MailAsync(Dialogs.Sender, new MailParameters { DeclaredSize = 100 }, Cancellation)).IsAccepted);
            Assert.NotEqual(default, transaction.Id);
            Assert.NotEqual(session.Id, transaction.Id);
            Assert.True((await transaction.RecipientAsync(Dialogs.Friend, Cancellation)).IsAccepted);
            Assert.True((await transaction.MessageAsync(Dialogs.Whole.Message!, Cancellation)).IsAccepted);
            Assert.True(await transaction.CommitAsync(Cancellation));
        }

        Assert.Equal(1, await UsedAsync(client));
    }

    [Fact]
    public async Task Transaction_DisposedWithoutACommit_GivesBack()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        await using PolicyClientSession session = await client.LogInAsync(Cancellation);
        await using (PolicyClientTransaction transaction = session.BeginTransaction())
        {
            await transaction.MailAsync(Dialogs.Sender, Cancellation);
            await transaction.RecipientAsync(Dialogs.Friend, Cancellation);
            Assert.True((await transaction.MessageAsync(Dialogs.Whole.Message!, Cancellation)).IsAccepted);
            Assert.Equal(1, await UsedAsync(client));
        }

        Assert.Equal(0, await UsedAsync(client));
    }

    [Fact]
    public async Task Session_DisposedWithinATransaction_GivesBack()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        PolicyClientSession session = await client.LogInAsync(Cancellation);
        PolicyClientTransaction transaction = session.BeginTransaction();
        await transaction.MailAsync(Dialogs.Sender, Cancellation);
        Assert.Equal(1, await UsedAsync(client));
        await session.DisposeAsync();
        Assert.Equal(0, await UsedAsync(client));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => session.HeloAsync("again", Cancellation));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => transaction.RecipientAsync(Dialogs.Friend, Cancellation));
    }

    [Fact]
    public async Task Refusal_OfARule_CarriesRuleReplyAndId()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        await using PolicyClientSession session = await client.LogInAsync(Cancellation);
        await using PolicyClientTransaction transaction = session.BeginTransaction();
        Verdict verdict = await transaction.MailAsync(EmailAddress.Parse("eve@example.org"), Cancellation);
        Assert.Equal(VerdictKind.Refuse, verdict.Kind);
        Assert.Equal(new RuleId("sender-domain-mismatch"), verdict.Rule);
        Assert.Equal("550 5.1.0 <eve@example.org> sender rejected", verdict.Reply?.ToString());

        DecisionsAre(await client.ExplainAsync(transaction.Id, Cancellation), verdict, transaction.Id);
    }

    [Fact]
    public async Task Deferral_OfALookUpThatFails_StaysADeferral()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        await using PolicyClientSession session = await client.LogInAsync(Cancellation);
        await using PolicyClientTransaction transaction = session.BeginTransaction();
        await transaction.MailAsync(Dialogs.Sender, Cancellation);
        Verdict verdict = await transaction.RecipientAsync(EmailAddress.Parse("friend@broken.example"), Cancellation);
        Assert.Equal(VerdictKind.Defer, verdict.Kind);
        Assert.Equal(new RuleId("unresolvable-recipient-domain"), verdict.Rule);
        Assert.True(verdict.Reply?.IsTransient);
        Assert.NotNull(verdict.Reason);
    }

    [Theory]
    [InlineData(AuthenticationOutcome.WrongPassword, AuthenticationOutcome.WrongPassword, "535 5.1.0")]
    [InlineData(AuthenticationOutcome.UnknownUser, AuthenticationOutcome.UnknownUser, "535 5.1.0")]
    [InlineData(AuthenticationOutcome.Disabled, AuthenticationOutcome.Disabled, "535 5.1.0")]
    [InlineData(AuthenticationOutcome.Unavailable, AuthenticationOutcome.Unavailable, "454 4.7.0")]
    [InlineData(AuthenticationOutcome.EncryptionRequired, AuthenticationOutcome.EncryptionRequired, "538 5.7.11")]
    public async Task Authenticate_ThatFailed_IsAnsweredByThePolicy(AuthenticationOutcome told, AuthenticationOutcome counts, string reply)
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        await using PolicyClientSession session = client.OpenSession(PolicyHost.Client);
        await session.ConnectAsync(Cancellation);
        AuthenticationVerdict answer = await session.AuthenticateAsync(PolicyHost.Login, told, Cancellation);
        Assert.Equal(counts, answer.Outcome);
        Assert.StartsWith(reply, answer.Verdict.Reply?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authenticate_WithALoginAlone_IsLookedUpByTheService()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        await using PolicyClientSession session = client.OpenSession(PolicyHost.Client);
        await session.ConnectAsync(Cancellation);
        AuthenticationVerdict unknown = await session.AuthenticateAsync("jan", AuthenticationOutcome.Succeeded, Cancellation);
        Assert.Equal(AuthenticationOutcome.UnknownUser, unknown.Outcome);
        Assert.Equal(VerdictKind.Refuse, unknown.Verdict.Kind);
        AuthenticationVerdict known = await session.AuthenticateAsync(PolicyHost.Login, AuthenticationOutcome.Succeeded, Cancellation);
        Assert.Equal(new AuthenticationVerdict(Verdict.Accept, AuthenticationOutcome.Succeeded), known);
    }

    [Fact]
    public async Task Facts_ToldWithoutWaiting_AreAnsweredEachItsOwn()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        await using PolicyClientSession session = client.OpenSession(PolicyHost.Client);
        Task<Verdict> connect = session.ConnectAsync(Cancellation);
        Task<Verdict> helo = session.HeloAsync("laptop.example", Cancellation);
        Task<AuthenticationVerdict> authenticate = session.AuthenticateAsync(Dialogs.Account, Cancellation);
        await using PolicyClientTransaction transaction = session.BeginTransaction();
        Task<Verdict> mail = transaction.MailAsync(Dialogs.Sender, Cancellation);
        Task<Verdict>[] recipients =
        [
            .. Enumerable.Range(0, 200).Select(number => transaction.RecipientAsync(EmailAddress.Parse(number % 3 == 0 ? $"r{number}@nosuch.example" : $"r{number}@example.net"), Cancellation)),
        ];
        Assert.True((await connect).IsAccepted);
        Assert.True((await helo).IsAccepted);
        Assert.True((await authenticate).Verdict.IsAccepted);
        Assert.True((await mail).IsAccepted);
        Verdict[] verdicts = await Task.WhenAll(recipients);
        for (int number = 0; number < verdicts.Length; number++)
        {
            Assert.Equal(number % 3 != 0, verdicts[number].IsAccepted);
            if (number % 3 == 0) Assert.Contains($"r{number}@nosuch.example", verdicts[number].Reply!.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Recipients_ToldBehindAMailThatIsRefused_AreRefusedByNoRule_AndTheSessionGoesOn()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        await using PolicyClientSession session = await client.LogInAsync(Cancellation);
        PolicyClientTransaction refused = session.BeginTransaction();
        Task<Verdict> mail = refused.MailAsync(EmailAddress.Parse("eve@example.org"), Cancellation);
        Task<Verdict> recipient = refused.RecipientAsync(Dialogs.Friend, Cancellation);
        Task<Verdict> message = refused.MessageAsync(new MemoryStream(Dialogs.Octets), Cancellation);
        Assert.False((await mail).IsAccepted);
        Assert.Equal("503", (await recipient).Reply?.ToString()[..3]);
        Assert.Equal("503", (await message).Reply?.ToString()[..3]);
        Assert.Equal(default, (await recipient).Rule);
        await Assert.ThrowsAsync<InvalidOperationException>(() => refused.CommitAsync(Cancellation));
        await refused.DisposeAsync();

        await using PolicyClientTransaction next = session.BeginTransaction();
        Assert.True((await next.MailAsync(Dialogs.Sender, Cancellation)).IsAccepted);
    }

    [Fact]
    public async Task Message_OfManyPieces_IsJudgedWhole()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        await using PolicyClientSession session = await client.LogInAsync(Cancellation);
        await using PolicyClientTransaction transaction = session.BeginTransaction();
        await transaction.MailAsync(Dialogs.Sender, Cancellation);
        await transaction.RecipientAsync(Dialogs.Friend, Cancellation);
        byte[] large = [.. Dialogs.Octets, .. Enumerable.Repeat((byte)'x', 1_000_000), .. "\r\n"u8];
        Assert.True((await transaction.MessageAsync(new MemoryStream(large), Cancellation)).IsAccepted);
        Assert.Equal(large.Length, Assert.Single(host.World.VirusScanner.Answers).Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64 * 1024)]
    [InlineData((64 * 1024) + 1)]
    [InlineData(128 * 1024)]
    public async Task Message_OfAnyLength_ArrivesWithAllItsOctets(int length)
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        await using PolicyClientSession session = await client.LogInAsync(Cancellation);
        await using PolicyClientTransaction transaction = session.BeginTransaction();
        await transaction.MailAsync(Dialogs.Sender, Cancellation);
        await transaction.RecipientAsync(Dialogs.Friend, Cancellation);
        await transaction.MessageAsync(new MemoryStream(new byte[length]), Cancellation);
        Assert.Equal(length, Assert.Single(host.World.VirusScanner.Answers).Length);
    }

    [Fact]
    public async Task Message_ThatTheScannerTakesForSpam_IsAcceptedWithinTheBudget_AndSaysSo()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        host.World.SpamScanner.Answer = FakeSpamScanner.Spam;
        using PolicyClient client = host.CreateClient();
        await using PolicyClientSession session = await client.LogInAsync(Cancellation);
        await using PolicyClientTransaction transaction = session.BeginTransaction();
        await transaction.MailAsync(Dialogs.Sender, Cancellation);
        await transaction.RecipientAsync(Dialogs.Friend, Cancellation);
        Assert.Null(transaction.Spam);
        Assert.True((await transaction.MessageAsync(Dialogs.Whole.Message!, Cancellation)).IsAccepted);
        Assert.True(transaction.Spam is { IsSpam: true, Score: 15 });
    }

    [Fact]
    public async Task Message_InWhichTheScannerFindsAVirus_IsRefused()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        host.World.VirusScanner.Answer = LookupResult<string>.Found("Eicar-Test-Signature");
        using PolicyClient client = host.CreateClient();
        await using PolicyClientSession session = await client.LogInAsync(Cancellation);
        await using PolicyClientTransaction transaction = session.BeginTransaction();
        await transaction.MailAsync(Dialogs.Sender, Cancellation);
        await transaction.RecipientAsync(Dialogs.Friend, Cancellation);
        Verdict verdict = await transaction.MessageAsync(Dialogs.Whole.Message!, Cancellation);
        Assert.Equal(new RuleId("virus-detected"), verdict.Rule);
    }

    [Fact]
    public async Task WithdrawnRecipient_CountsNoLonger()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        await using PolicyClientSession session = await client.LogInAsync(Cancellation);
        await using PolicyClientTransaction transaction = session.BeginTransaction();
        await transaction.MailAsync(Dialogs.Sender, Cancellation);
        for (int number = 0; number < 250; number++) Assert.True((await transaction.RecipientAsync(EmailAddress.Parse($"r{number}@example.net"), Cancellation)).IsAccepted);
        Assert.False((await transaction.RecipientAsync(Dialogs.Friend, Cancellation)).IsAccepted);
        await transaction.WithdrawRecipientAsync(Cancellation);
        Assert.True((await transaction.RecipientAsync(Dialogs.Friend, Cancellation)).IsAccepted);
    }

    [Fact]
    public async Task BeginTransaction_WithinOne_IsAMistakeOfTheCaller()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        await using PolicyClientSession session = await client.LogInAsync(Cancellation);
        PolicyClientTransaction transaction = session.BeginTransaction();
        Assert.Throws<InvalidOperationException>(session.BeginTransaction);
        await transaction.DisposeAsync();
        await session.BeginTransaction().DisposeAsync();
    }

    private static async Task<long> UsedAsync(PolicyClient client)
    {
        SubjectUsage usage = await client.UsageAsync(PolicyHost.Login, Cancellation);
        return usage.Windows.Where(static window => window.Rule == new RuleId("message-rate")).Select(static window => window.Used).DefaultIfEmpty().Max();
    }

    private static void DecisionsAre(Decisions.DecisionRecord? decision, Verdict verdict, TransactionId id)
    {
        Assert.NotNull(decision);
        Assert.Equal(id, decision.Id);
        Assert.Equal("forpsi", decision.Policy);
        Assert.Equal(PolicyStage.Mail, decision.Stage);
        Assert.Equal(verdict, decision.Verdict);
        Assert.Equal(PolicyHost.Client.AddressText, decision.Client);
        Assert.Equal(PolicyHost.Login, decision.Account);
        Assert.Contains(decision.Rules, static rule => rule.Outcome == Decisions.RuleOutcome.Decided);
    }
}
