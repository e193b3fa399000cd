using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Submission.Hosting.Accounts;
using Submission.Policy.Lookups;

namespace Submission.Grpc.Tests;

/// <summary>What callers hear when something behind the service fails.</summary>
public sealed class FailureTests
{
    private const string Resolves =
        """
        policy: test
        language: 1
        about: The sender's domain exists.
        rules: [no-domain]
        ---
        rule: no-domain
        about: It exists.
        stage: mail
        resolve: { domain: sender.domain, to: [mx, a] }
        reply: 550 5.1.0 {id} no such domain
        on-error: defer 451 4.4.3 {id} cannot look it up
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Session_LookUpFails_IsAnsweredByOnErrorAndNotByAnError(bool throws)
    {
        await using TestHost host = await TestHost.StartAsync(policy: Resolves, services: services => services.AddSingleton<IMailDomainResolver>(new BrokenResolver(throws)));
        using SessionTalk talk = SessionTalk.Begin(host.Client(), Token);
        await talk.LogInAsync();

        Wire.Verdict verdict = (await talk.AskAsync(SessionTalk.Mail())).Verdict;

        Assert.Equal(Wire.VerdictKind.Defer, verdict.Kind);
        Assert.Equal("no-domain", verdict.Rule);
        Assert.StartsWith(throws ? "451 4.3.0" : "451 4.4.3", verdict.Reply.Line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_AccountsDoNotAnswer_IsTemporary()
    {
        await using TestHost host = await TestHost.StartAsync(services: static services => services.AddSingleton<IAccountDirectory>(new BrokenDirectory()));
        using SessionTalk talk = SessionTalk.Begin(host.Client(), Token);
        await talk.AskAsync(SessionTalk.Connect());

        Wire.SessionResponse response = await talk.AskAsync(SessionTalk.LoggedIn());

        Assert.Equal(Wire.AuthenticationOutcome.Unavailable, response.AuthenticationOutcome);
        Assert.Equal(Wire.VerdictKind.Defer, response.Verdict.Kind);
        Assert.StartsWith("454 4.7.0", response.Verdict.Reply.Line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reserve_CancelledBeforeTheAnswer_EndsAndGivesBack()
    {
        var waiting = new TaskCompletionSource();
        await using TestHost host = await TestHost.StartAsync(
            policy: Resolves.Replace("[no-domain]", "[no-domain, two-messages]", StringComparison.Ordinal) + TwoMessages, services: services => services.AddSingleton<IMailDomainResolver>(new WaitingResolver(waiting)));
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task<Wire.ReserveResponse> call = host.Client().ReserveAsync(new Wire.ReserveRequest { Facts = Facts.Good() }, cancellationToken: cancellation.Token).ResponseAsync;
        await waiting.Task;

        await cancellation.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call)).StatusCode);
        for (int i = 0; i < 400 && host.Reservations.Count > 0; i++) await Task.Delay(10, Token);
        Assert.Equal(0, host.Reservations.Count);
        Assert.Empty(await host.Engine.Usage.ReadAsync(SessionTalk.Login, Token));
    }

    private const string TwoMessages =
        """

        ---
        rule: two-messages
        about: Two messages an hour.
        stage: mail
        limit: { count: messages, per: [sender], at-most: { 1h: 2 } }
        reply: 450 4.7.1 {id} too many messages
        """;

    private sealed class BrokenResolver(bool throws) : IMailDomainResolver
    {
        public ValueTask<LookupResult<MailDomain>> ResolveAsync(DomainName domain, MailRecordTypes types, CancellationToken cancellationToken) =>
            throws ? throw new InvalidOperationException("a bug") : new(LookupResult<MailDomain>.Unavailable("SERVFAIL"));
    }

    private sealed class WaitingResolver(TaskCompletionSource begun) : IMailDomainResolver
    {
        public async ValueTask<LookupResult<MailDomain>> ResolveAsync(DomainName domain, MailRecordTypes types, CancellationToken cancellationToken)
        {
            begun.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return LookupResult<MailDomain>.Unavailable("never");
        }
    }

    private sealed class BrokenDirectory : IAccountDirectory
    {
        public PasswordHash Decoy => throw new InvalidOperationException("Nobody checks a password here.");

        public ValueTask<LookupResult<Account>> FindAsync(EmailAddress login, CancellationToken cancellationToken) => new(LookupResult<Account>.Unavailable("down"));
    }
}
