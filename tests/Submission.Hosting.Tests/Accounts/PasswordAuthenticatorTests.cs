using System.Text;
using Submission.Hosting.Accounts;
using Submission.Policy;
using Submission.Policy.Lookups;

namespace Submission.Hosting.Tests.Accounts;

public sealed class PasswordAuthenticatorTests
{
    private static readonly byte[] Right = "U*U"u8.ToArray();
    private static readonly PasswordHash Hash = Parse("$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW");

    [Theory]
    [InlineData("jan@domena.cz", "U*U", AuthenticationOutcome.Succeeded)]
    [InlineData("JAN@DOMENA.CZ", "U*U", AuthenticationOutcome.Succeeded)]
    [InlineData("jan@domena.cz", "u*u", AuthenticationOutcome.WrongPassword)]
    [InlineData("jan@domena.cz", "", AuthenticationOutcome.WrongPassword)]
    [InlineData("eva@domena.cz", "U*U", AuthenticationOutcome.Disabled)]
    [InlineData("eva@domena.cz", "wrong", AuthenticationOutcome.Disabled)]
    [InlineData("ota@domena.cz", "U*U", AuthenticationOutcome.UnknownUser)]
    [InlineData("jan", "U*U", AuthenticationOutcome.UnknownUser)]
    [InlineData("", "U*U", AuthenticationOutcome.UnknownUser)]
    public async Task AuthenticateAsync_A6_AnyLogin_HasTheOutcomeOfItsRow(string login, string password, AuthenticationOutcome expected)
    {
        using var authenticator = new PasswordAuthenticator(Accounts(), new AuthenticationOptions(), TimeProvider.System);

        AuthenticationResult result = await authenticator.AuthenticateAsync(login, Encoding.UTF8.GetBytes(password), TestContext.Current.CancellationToken);

        Assert.Equal(expected, result.Outcome);
        Assert.Equal(expected == AuthenticationOutcome.Succeeded, result.Account is not null);
    }

    [Fact]
    public async Task AuthenticateAsync_PasswordOverTheBound_IsWrongAlsoWhereItsBeginningIsRight()
    {
        byte[] longest = Encoding.UTF8.GetBytes(new string('x', PasswordHasher.MaximumPasswordLength));
        var directory = new AccountDirectory([Account("jan@domena.cz", Parse(PasswordHasher.Hash(PasswordScheme.Sha512Crypt, longest)))]);
        using var authenticator = new PasswordAuthenticator(directory, new AuthenticationOptions(), TimeProvider.System);

        Assert.Equal(AuthenticationOutcome.Succeeded, (await authenticator.AuthenticateAsync("jan@domena.cz", longest, TestContext.Current.CancellationToken)).Outcome);
        Assert.Equal(
            AuthenticationOutcome.WrongPassword,
            (await authenticator.AuthenticateAsync("jan@domena.cz", (byte[])[.. longest, (byte)'x'], TestContext.Current.CancellationToken)).Outcome);
    }

    [Fact]
    public async Task AuthenticateAsync_A14_DirectoryThatCannotAnswer_IsUnavailable()
    {
        using var authenticator = new PasswordAuthenticator(new DirectoryOutOfReach(), new AuthenticationOptions(), TimeProvider.System);

        AuthenticationResult result = await authenticator.AuthenticateAsync("jan@domena.cz", Right, TestContext.Current.CancellationToken);

        Assert.Equal(AuthenticationOutcome.Unavailable, result.Outcome);
    }

    [Theory]
    [InlineData("ota@domena.cz")]
    [InlineData("no address")]
    [InlineData("eva@domena.cz")]
    public async Task AuthenticateAsync_A6_NoUsableAccount_ChecksADecoyBeforeItAnswers(string login)
    {
        var decoy = new SlowHash();
        using var authenticator = new PasswordAuthenticator(new WithDecoy(Accounts(), decoy), new AuthenticationOptions(), TimeProvider.System);

        Task<AuthenticationResult> answer = authenticator.AuthenticateAsync(login, Right, TestContext.Current.CancellationToken).AsTask();
        await decoy.Started.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.False(answer.IsCompleted);
        decoy.Finish();

        Assert.NotEqual(AuthenticationOutcome.Succeeded, (await answer).Outcome);
    }

    [Fact]
    public async Task AuthenticateAsync_A14_MoreThanMayWait_IsUnavailableAtOnceAndNeverWrong()
    {
        var slow = new SlowHash();
        var directory = new AccountDirectory([Account("jan@domena.cz", slow)]);
        using var authenticator = new PasswordAuthenticator(directory, new AuthenticationOptions { Parallelism = 1, QueueLength = 1 }, TimeProvider.System);
        Task<AuthenticationResult> running = authenticator.AuthenticateAsync("jan@domena.cz", Right, TestContext.Current.CancellationToken).AsTask();
        await slow.Started.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Task<AuthenticationResult> waiting = authenticator.AuthenticateAsync("jan@domena.cz", "other"u8.ToArray(), TestContext.Current.CancellationToken).AsTask();

        AuthenticationResult third = await authenticator.AuthenticateAsync("jan@domena.cz", Right, TestContext.Current.CancellationToken);

        Assert.Equal(AuthenticationOutcome.Unavailable, third.Outcome);
        Assert.False(waiting.IsCompleted);
        slow.Finish();
        Assert.Equal(AuthenticationOutcome.Succeeded, (await running).Outcome);
        Assert.Equal(AuthenticationOutcome.Succeeded, (await waiting).Outcome);
    }

    [Fact]
    public async Task AuthenticateAsync_A14_WaitedTooLong_IsUnavailable()
    {
        var time = new ManualTimeProvider();
        var slow = new SlowHash();
        var directory = new AccountDirectory([Account("jan@domena.cz", slow)]);
        using var authenticator = new PasswordAuthenticator(
            directory, new AuthenticationOptions { Parallelism = 1, MaximumWait = TimeSpan.FromSeconds(5), CacheCapacity = 0 }, time);
        Task<AuthenticationResult> running = authenticator.AuthenticateAsync("jan@domena.cz", Right, TestContext.Current.CancellationToken).AsTask();
        await slow.Started.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Task<AuthenticationResult> waiting = authenticator.AuthenticateAsync("jan@domena.cz", Right, TestContext.Current.CancellationToken).AsTask();

        time.Advance(TimeSpan.FromSeconds(6));
        slow.Finish();

        Assert.Equal(AuthenticationOutcome.Succeeded, (await running).Outcome);
        Assert.Equal(AuthenticationOutcome.Unavailable, (await waiting).Outcome);
    }

    [Fact]
    public async Task AuthenticateAsync_RightPasswordAgain_IsRememberedUntilItsTimeIsOverOrTheAccountsChange()
    {
        var time = new ManualTimeProvider();
        var counting = new CountingHash();
        var directory = new Switchable(new AccountDirectory([Account("jan@domena.cz", counting)]));
        using var authenticator = new PasswordAuthenticator(directory, new AuthenticationOptions { CacheLifetime = TimeSpan.FromMinutes(5) }, time);

        await LogInTwice(authenticator);
        Assert.Equal(1, counting.Checks);

        time.Advance(TimeSpan.FromMinutes(5));
        await LogInTwice(authenticator);
        Assert.Equal(2, counting.Checks);

        directory.Current = new AccountDirectory([Account("jan@domena.cz", counting)]);
        await LogInTwice(authenticator);
        Assert.Equal(3, counting.Checks);

        authenticator.Forget();
        await LogInTwice(authenticator);
        Assert.Equal(4, counting.Checks);
    }

    [Theory]
    [InlineData(0, 60)]
    [InlineData(10, 0)]
    public async Task AuthenticateAsync_RememberingIsOff_ChecksEachTime(int capacity, int seconds)
    {
        var counting = new CountingHash();
        using var authenticator = new PasswordAuthenticator(
            new AccountDirectory([Account("jan@domena.cz", counting)]),
            new AuthenticationOptions { CacheCapacity = capacity, CacheLifetime = TimeSpan.FromSeconds(seconds) },
            new ManualTimeProvider());

        await LogInTwice(authenticator);

        Assert.Equal(2, counting.Checks);
    }

    [Fact]
    public async Task AuthenticateAsync_WrongPasswordAgain_IsCheckedAgain()
    {
        var counting = new CountingHash();
        using var authenticator = new PasswordAuthenticator(
            new AccountDirectory([Account("jan@domena.cz", counting)]), new AuthenticationOptions(), TimeProvider.System);
        await LogInTwice(authenticator);

        AuthenticationResult wrong = await authenticator.AuthenticateAsync("jan@domena.cz", "wrong"u8.ToArray(), TestContext.Current.CancellationToken);

        Assert.Equal(AuthenticationOutcome.WrongPassword, wrong.Outcome);
        Assert.Equal(2, counting.Checks);
    }

    [Fact]
    public async Task AuthenticateAsync_MoreAccountsThanAreRemembered_ForgetsOneAndStaysWithinTheBound()
    {
        var counting = new CountingHash();
        AccountDirectory directory = new([Account("a@domena.cz", counting), Account("b@domena.cz", counting)]);
        using var authenticator = new PasswordAuthenticator(directory, new AuthenticationOptions { CacheCapacity = 1 }, TimeProvider.System);

        foreach (string login in (string[])["a@domena.cz", "b@domena.cz", "a@domena.cz", "b@domena.cz"])
            await authenticator.AuthenticateAsync(login, Right, TestContext.Current.CancellationToken);

        Assert.Equal(4, counting.Checks);
    }

    [Fact]
    public async Task AuthenticateAsync_AfterDisposal_IsUnavailable()
    {
        var authenticator = new PasswordAuthenticator(Accounts(), new AuthenticationOptions(), TimeProvider.System);
        authenticator.Dispose();

        AuthenticationResult result = await authenticator.AuthenticateAsync("jan@domena.cz", Right, TestContext.Current.CancellationToken);

        Assert.Equal(AuthenticationOutcome.Unavailable, result.Outcome);
    }

    private static async Task LogInTwice(PasswordAuthenticator authenticator)
    {
        for (int i = 0; i < 2; i++)
        {
            AuthenticationResult result = await authenticator.AuthenticateAsync("jan@domena.cz", Right, TestContext.Current.CancellationToken);
            Assert.Equal(AuthenticationOutcome.Succeeded, result.Outcome);
        }
    }

    private static AccountDirectory Accounts() => new([Account("jan@domena.cz", Hash), Account("eva@domena.cz", Hash, isEnabled: false)]);

    private static Account Account(string login, PasswordHash hash, bool isEnabled = true) => new(new AccountFacts(EmailAddress.Parse(login)), hash, isEnabled);

    private static PasswordHash Parse(string text) => PasswordHash.TryParse(text, out PasswordHash? hash, out string? error) ? hash : throw new FormatException(error);

    private sealed class DirectoryOutOfReach : IAccountDirectory
    {
        public PasswordHash Decoy => Hash;

        public ValueTask<LookupResult<Account>> FindAsync(EmailAddress login, CancellationToken cancellationToken) =>
            new(LookupResult<Account>.Unavailable("connection refused"));
    }

    private sealed class WithDecoy(AccountDirectory accounts, PasswordHash decoy) : IAccountDirectory
    {
        public PasswordHash Decoy => decoy;

        public ValueTask<LookupResult<Account>> FindAsync(EmailAddress login, CancellationToken cancellationToken) => accounts.FindAsync(login, cancellationToken);
    }

    private sealed class Switchable(AccountDirectory accounts) : IAccountDirectory
    {
        public AccountDirectory Current { get; set; } = accounts;

        public PasswordHash Decoy => Current.Decoy;

        public ValueTask<LookupResult<Account>> FindAsync(EmailAddress login, CancellationToken cancellationToken) => Current.FindAsync(login, cancellationToken);
    }
}
