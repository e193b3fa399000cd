namespace Submission.Hosting.Tests.EndToEnd;

/// <summary>Policy, accounts and certificate change while sessions run.</summary>
[Collection("SIGHUP")]
public sealed class ReloadTests : IAsyncLifetime
{
    private ScriptedNextHop _hop = null!;
    private TestServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _hop = new ScriptedNextHop();
        _server = await TestServer.StartAsync(_hop.EndPoint, Policy("550 5.1.0 {id} first"));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _hop.DisposeAsync();
    }

    [Fact]
    public async Task Policy_Changed_HoldsForNewSessionsAndTheOldOnesEndByTheirs()
    {
        using SmtpTalk old = await SmtpTalk.LogInAsync(_server.StartTls);
        await WriteAsync("policy.yaml", Policy("550 5.1.0 {id} second"));
        _server.ReloadChanged();
        using SmtpTalk young = await SmtpTalk.LogInAsync(_server.StartTls);

        Assert.EndsWith("first", await old.SendAsync("refused@example.com", "friend@example.net"), StringComparison.Ordinal);
        Assert.EndsWith("second", await young.SendAsync("refused@example.com", "friend@example.net"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policy_Broken_LeavesTheOldInForceAndLogsWhy()
    {
        await WriteAsync("policy.yaml", Policy("550 5.1.0 {id} second").Replace("refuse-if", "refuse-iff", StringComparison.Ordinal));
        _server.ReloadChanged();
        using SmtpTalk talk = await SmtpTalk.LogInAsync(_server.StartTls);

        Assert.EndsWith("first", await talk.SendAsync("refused@example.com", "friend@example.net"), StringComparison.Ordinal);
        Assert.Contains(_server.Log, static line => line.Contains("refuse-iff", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Accounts_Changed_HoldAtOnceAndTheOldPasswordIsForgotten()
    {
        using SmtpTalk first = await SmtpTalk.LogInAsync(_server.StartTls);
        TestServer.WriteAccounts(_server.Folder, $"  - {{ login: new@domena.cz, password: \"{TestServer.Hash}\" }}");
        string accounts = Path.Combine(_server.Folder, "accounts.yaml");
        string hashOfNewPassword = Submission.Hosting.Accounts.PasswordHasher.Hash(Submission.Hosting.Accounts.PasswordScheme.Sha256Crypt, "new"u8);
        string text = await File.ReadAllTextAsync(accounts, TestContext.Current.CancellationToken);
        int at = text.IndexOf(TestServer.Hash, StringComparison.Ordinal);
        await WriteAsync("accounts.yaml", text[..at] + hashOfNewPassword + text[(at + TestServer.Hash.Length)..]);
        _server.ReloadChanged();

        using SmtpTalk young = await SmtpTalk.LogInAsync(_server.StartTls, "new@domena.cz");
        using SmtpTalk talk = await SmtpTalk.EncryptAsync(_server.StartTls);
        Assert.StartsWith("535 ", await talk.SayAsync(SmtpTalk.Plain(TestServer.Login, TestServer.Password)), StringComparison.Ordinal);
        Assert.StartsWith("235 ", await talk.SayAsync(SmtpTalk.Plain(TestServer.Login, "new")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_Changed_IsShownToNewConnectionsAndABrokenOneIsNot()
    {
        using SmtpTalk first = await SmtpTalk.EncryptAsync(_server.StartTls);
        byte[] second = TestServer.WriteCertificate(_server.Folder, "second one");
        _server.ReloadChanged();
        using SmtpTalk after = await SmtpTalk.EncryptAsync(_server.StartTls);
        await WriteAsync("tls.pem", "no certificate");
        _server.ReloadChanged();
        using SmtpTalk later = await SmtpTalk.EncryptAsync(_server.StartTls);

        Assert.NotEqual(second, first.ServerCertificate());
        Assert.Equal(second, after.ServerCertificate());
        Assert.Equal(second, later.ServerCertificate());
        Assert.Contains(_server.Log, static line => line.Contains("the certificate of before stays in force", StringComparison.Ordinal));
    }

    [Fact]
    public void ReloadChanged_NothingChanged_ReadsNothing()
    {
        int before = _server.Log.Count;

        _server.ReloadChanged();

        Assert.Equal(before, _server.Log.Count);
    }

    private static string Policy(string reply) =>
        $$"""
        policy: test
        language: 1
        about: One sender is refused.
        rules: [one-sender]
        ---
        rule: one-sender
        about: One sender is refused.
        stage: mail
        refuse-if: sender.address == "refused@example.com"
        reply: {{reply}}
        """;

    private Task WriteAsync(string file, string text) => File.WriteAllTextAsync(Path.Combine(_server.Folder, file), text, TestContext.Current.CancellationToken);
}
