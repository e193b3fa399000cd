using Microsoft.Extensions.DependencyInjection;
using Submission.Hosting.Accounts;
using Submission.Policy.Lookups;

namespace Submission.PostfixPolicy.Tests.Server;

/// <summary>Whatever fails on our side, Postfix gets an answer, and nothing is charged.</summary>
public sealed class FailureTests
{
    private const string Friend = "friend@example.org";

    [Fact]
    public async Task Directory_ThatThrows_IsAnsweredAndTheNextRequestServed()
    {
        var directory = new ScriptedDirectory();
        await using PolicyHost host = await PolicyHost.StartAsync(services: services => services.AddSingleton<IAccountDirectory>(directory));
        using AskingPostfix postfix = await host.ConnectAsync();

        directory.Answer = static _ => throw new InvalidOperationException("broken");
        Assert.Equal("451 4.3.0 Policy service not available, try again later", await postfix.AskAsync(PostfixRequest.Rcpt("1.2.3.0", Friend)));
        directory.Answer = directory.Accounts;
        Assert.StartsWith("PREPEND", await postfix.AskAsync(PostfixRequest.Rcpt("1.2.4.1", Friend)), StringComparison.Ordinal);

        Assert.Equal(1, await host.UsedAsync(PolicyHost.Login, "message-rate"));
        Assert.Contains(host.Log, static line => line.StartsWith("Error A decision failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Directory_Unavailable_IsDeferredAndAskedAnewForTheNextMessage()
    {
        var directory = new ScriptedDirectory { Answer = static _ => new(LookupResult<Account>.Unavailable("down")) };
        await using PolicyHost host = await PolicyHost.StartAsync(services: services => services.AddSingleton<IAccountDirectory>(directory));
        using AskingPostfix postfix = await host.ConnectAsync();

        Assert.Matches("^451 4\\.3\\.0 [0-9A-Za-z]{22} cannot look up the account now, try again later$", await postfix.AskAsync(PostfixRequest.Rcpt("1.2.3.0", Friend)));
        directory.Answer = directory.Accounts;
        Assert.StartsWith("PREPEND", await postfix.AskAsync(PostfixRequest.Rcpt("1.2.4.1", Friend)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Directory_ThatNeverAnswers_IsAnsweredInTime()
    {
        var directory = new ScriptedDirectory();
        var never = new TaskCompletionSource<LookupResult<Account>>(TaskCreationOptions.RunContinuationsAsynchronously);
        directory.Answer = _ => new(never.Task);
        await using PolicyHost host = await PolicyHost.StartAsync(services: services => services.AddSingleton<IAccountDirectory>(directory));
        using AskingPostfix postfix = await host.ConnectAsync();
        await postfix.SendAsync(PostfixRequest.Rcpt("1.2.3.0", Friend).ToString());
        while (host.Clock.Waiting == 0) await Task.Delay(5, TestContext.Current.CancellationToken);

        host.Clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal("451 4.3.0 Policy service not available, try again later", await postfix.AnswerAsync());
        directory.Answer = directory.Accounts;
        Assert.StartsWith("PREPEND", await postfix.AskAsync(PostfixRequest.Rcpt("1.2.4.0", Friend) with { ClientPort = "40001" }), StringComparison.Ordinal);
        // What comes too late must not stand.
        never.SetResult(LookupResult<Account>.Absent("no such account"));
        while (host.Server.Sessions > 1) await Task.Delay(5, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Stop_AnswersWhatIsAskedAndClosesTheRest()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using AskingPostfix postfix = await host.ConnectAsync();
        await postfix.AskAsync(PostfixRequest.Rcpt("1.2.3.0", Friend));

        await host.StopAsync();

        Assert.True(await postfix.IsClosedAsync());
    }

    [Fact]
    public async Task Login_ThatTheAccountFileDoesNotKnow_IsRefusedInTheWordsOfAFailedLogin()
    {
        await using PolicyHost host = await PolicyHost.StartAsync(services: static services => services.AddSingleton<IAccountDirectory>(Submission.Hosting.Demo.DemoAccounts.Open()));
        using AskingPostfix postfix = await host.ConnectAsync();

        Assert.Matches(
            "^535 5\\.7\\.8 [0-9A-Za-z]{22} authentication credentials invalid$",
            await postfix.AskAsync(PostfixRequest.Rcpt("1.2.3.0", "friend@example.net") with { Login = "nobody@domena.cz" }));
    }

    private sealed class ScriptedDirectory : IAccountDirectory
    {
        private readonly IAccountDirectory _accounts = Submission.Hosting.Demo.DemoAccounts.Open();

        public ScriptedDirectory() => Answer = Accounts;

        public PasswordHash Decoy => _accounts.Decoy;

        public Func<EmailAddress, ValueTask<LookupResult<Account>>> Answer { get; set; }

        public ValueTask<LookupResult<Account>> Accounts(EmailAddress login) => _accounts.FindAsync(login, CancellationToken.None);

        public ValueTask<LookupResult<Account>> FindAsync(EmailAddress login, CancellationToken cancellationToken) => Answer(login);
    }
}
