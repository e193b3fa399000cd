using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Submission.Hosting.Accounts;
using Submission.Hosting.Tests.Accounts;
using Submission.Policy.Lookups;

namespace Submission.Hosting.Tests.EndToEnd;

/// <summary>AUTH that nobody can judge now: too many at once, or no directory. It is no failed login, and mail goes on.</summary>
public sealed class UnansweredAuthTests : IAsyncLifetime
{
    private const string Slow = "slow@domena.cz";
    private ScriptedNextHop _hop = null!;

    public ValueTask InitializeAsync()
    {
        _hop = new ScriptedNextHop();
        return default;
    }

    public ValueTask DisposeAsync() => _hop.DisposeAsync();

    [Fact]
    public async Task Auth_A14_DirectoryIsDown_Hears454AndIsNotCounted()
    {
        var directory = new Directory();
        await using TestServer server = await TestServer.StartAsync(_hop.EndPoint, replace: services => services.AddSingleton<IAccountDirectory>(directory));
        using SmtpTalk talk = await SmtpTalk.EncryptAsync(server.StartTls);
        directory.IsDown = true;
        for (int i = 0; i < 12; i++)
            Assert.Matches("^454 4\\.7\\.0 [0-9A-Za-z]{22} temporary authentication failure$", await talk.SayAsync(SmtpTalk.Plain(TestServer.Login, "wrong")));

        directory.IsDown = false;
        using SmtpTalk next = await SmtpTalk.LogInAsync(server.StartTls);
    }

    [Fact]
    public async Task Auth_FloodOfSlowChecks_NeitherHoldsUpMailNorCountsAsFailures()
    {
        var directory = new Directory();
        await using TestServer server = await TestServer.StartAsync(
            _hop.EndPoint,
            configure: static options => (options.PasswordChecks.Parallelism, options.PasswordChecks.QueueLength) = (1, 1),
            replace: services => services.AddSingleton<IAccountDirectory>(directory));
        using SmtpTalk sender = await SmtpTalk.LogInAsync(server.StartTls);
        using SmtpTalk first = await SmtpTalk.EncryptAsync(server.StartTls);
        using SmtpTalk second = await SmtpTalk.EncryptAsync(server.StartTls);
        Task<string> running = first.SayAsync(SmtpTalk.Plain(Slow, "x"));
        await directory.SlowHash.Started.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        // One waits for its turn, and whoever comes then is told so at once, again and again.
        Task<string> waiting = second.SayAsync(SmtpTalk.Plain(Slow, "x"));
        for (int i = 0; i < 12; i++)
        {
            using SmtpTalk third = await SmtpTalk.EncryptAsync(server.StartTls);
            Task<string> answer = third.SayAsync(SmtpTalk.Plain(Slow, "x"));
            Task<string> told = await Task.WhenAny(waiting, answer);
            Assert.StartsWith("454 4.7.0 ", await told, StringComparison.Ordinal);
            if (told == waiting) waiting = second.SayAsync(SmtpTalk.Plain(Slow, "x"));
        }

        Assert.StartsWith("250 2.0.0 ", await sender.SendAsync(TestServer.Login, "friend@example.net"), StringComparison.Ordinal);
        directory.SlowHash.Finish();
        Assert.StartsWith("235 ", await running, StringComparison.Ordinal);
        using SmtpTalk next = await SmtpTalk.LogInAsync(server.StartTls);
        Assert.Contains("454 4.7.0", string.Join('\n', server.Log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Auth_A15_DirectoryThatThrows_LeavesNoPasswordInTheLog()
    {
        await using TestServer server = await TestServer.StartAsync(_hop.EndPoint, replace: static services => services.AddSingleton<IAccountDirectory>(new Throwing()));
        using SmtpTalk talk = await SmtpTalk.EncryptAsync(server.StartTls);

        Assert.StartsWith("451 4.3.0 ", await talk.SayAsync(SmtpTalk.Plain(TestServer.Login, "hunter2-hunter2")), StringComparison.Ordinal);
        Assert.Equal("250 2.0.0 OK", await talk.SayAsync("NOOP"));

        string log = string.Join('\n', server.Log);
        Assert.Contains("the directory has a bug", log, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", log, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{TestServer.Login}\0hunter2-hunter2"))[^20..], log, StringComparison.Ordinal);
    }

    private static PasswordHash Hash() => PasswordHash.TryParse(TestServer.Hash, out PasswordHash? hash, out string? error) ? hash : throw new FormatException(error);

    private sealed class Directory : IAccountDirectory
    {
        private readonly AccountDirectory _accounts;

        public Directory() => _accounts = new AccountDirectory(
        [
            new Account(new AccountFacts(EmailAddress.Parse(TestServer.Login)), Hash(), IsEnabled: true),
            new Account(new AccountFacts(EmailAddress.Parse(Slow)), SlowHash, IsEnabled: true),
        ]);

        public SlowHash SlowHash { get; } = new();

        public bool IsDown { get; set; }

        public PasswordHash Decoy => _accounts.Decoy;

        public ValueTask<LookupResult<Account>> FindAsync(EmailAddress login, CancellationToken cancellationToken) =>
            IsDown ? new(LookupResult<Account>.Unavailable("connection refused")) : _accounts.FindAsync(login, cancellationToken);
    }

    private sealed class Throwing : IAccountDirectory
    {
        public PasswordHash Decoy => Hash();

        public ValueTask<LookupResult<Account>> FindAsync(EmailAddress login, CancellationToken cancellationToken) => throw new InvalidOperationException("the directory has a bug");
    }
}
