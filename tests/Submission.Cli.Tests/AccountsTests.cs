using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Submission.Hosting.Accounts;
using Submission.Policy;
using Submission.Policy.Specification;

namespace Submission.Cli.Tests;

public sealed class AccountsTests
{
    private const string Password = "přísně tajné heslo";

    [Theory]
    [InlineData("bcrypt", "4", "$2b$04$")]
    [InlineData("sha512-crypt", "1000", "$6$rounds=1000$")]
    [InlineData("argon2id", "1", "{ARGON2ID}$argon2id$v=19$m=19456,t=1,p=1$")]
    public async Task Hash_OfAPipedPassword_IsOneThatTheHostsVerify(string scheme, string cost, string beginning)
    {
        ToolRun run = await ToolRun.RunWithInputAsync(Password + "\n", "accounts", "hash", "--scheme", scheme, "--cost", cost);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith(beginning, run.Output, StringComparison.Ordinal);
        Assert.Equal(1, run.Output.Count(static c => c == '\n'));

        using var policy = new PolicyFolder();
        string file = policy.Write("accounts.yaml", $"accounts:\n  - {{ login: jan@domena.cz, password: '{run.Output.TrimEnd('\n')}' }}");
        AccountDirectory? accounts = AccountFile.Read(file, out ImmutableArray<SpecError> errors);
        Assert.Empty(errors);
        using var authenticator = new PasswordAuthenticator(accounts!, new AuthenticationOptions(), TimeProvider.System);
        Assert.Equal(AuthenticationOutcome.Succeeded, await AuthenticateAsync(authenticator, Password));
        Assert.Equal(AuthenticationOutcome.WrongPassword, await AuthenticateAsync(authenticator, Password + "x"));
    }

    [Fact]
    public async Task Hash_IsDifferentEachTime()
    {
        string[] arguments = ["accounts", "hash", "--cost", "4"];
        Assert.NotEqual((await ToolRun.RunWithInputAsync("secret\n", arguments)).Output, (await ToolRun.RunWithInputAsync("secret\n", arguments)).Output);
    }

    [Fact]
    public async Task Hash_WithJson_GivesOneDocument()
    {
        JsonElement document = (await ToolRun.RunWithInputAsync("secret\n", "accounts", "hash", "--cost", "4", "--json")).Json();
        Assert.Equal("bcrypt", document.GetProperty("scheme").GetString());
        Assert.StartsWith("$2b$04$", document.GetProperty("hash").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "There is no password.")]
    [InlineData("\n", "There is no password.")]
    [InlineData("a\0b\n", "A password has no NUL.")]
    public async Task Hash_OfNoPassword_IsAnError(string input, string problem)
    {
        ToolRun run = await ToolRun.RunWithInputAsync(input, "accounts", "hash", "--cost", "4");
        Assert.Equal((1, "", $"error: {problem}\n"), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task Hash_OfAPasswordThatBcryptWouldCut_IsAnError_WithoutThePassword()
    {
        string password = new('s', 73);
        ToolRun run = await ToolRun.RunWithInputAsync(password + "\n", "accounts", "hash");
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("72 octets", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(password, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bcrypt", "3")]
    [InlineData("bcrypt", "17")]
    [InlineData("sha512-crypt", "999")]
    [InlineData("argon2id", "65")]
    public async Task Hash_WithACostThatTheSchemeLacks_IsWrongUsage(string scheme, string cost) =>
        Assert.Equal(2, (await ToolRun.RunWithInputAsync("secret\n", "accounts", "hash", "--scheme", scheme, "--cost", cost)).ExitCode);

    [Fact]
    public async Task Hash_TakesNoPasswordAsAnArgument() =>
        Assert.Equal(2, (await ToolRun.RunWithInputAsync("", "accounts", "hash", "secret")).ExitCode);

    [Fact]
    public async Task Check_ARightFile_CountsItsAccounts()
    {
        using var policy = new PolicyFolder();
        string hash = (await ToolRun.RunWithInputAsync("secret\n", "accounts", "hash", "--cost", "4")).Output.TrimEnd('\n');
        string file = policy.Write("accounts.yaml", $"accounts:\n  - {{ login: jan@domena.cz, password: '{hash}' }}\n  - {{ login: eva@domena.cz, password: '{hash}' }}");
        ToolRun run = await ToolRun.RunAsync("accounts", "check", file);
        Assert.Equal((0, "POLICY/accounts.yaml: 2 accounts, no errors\n"), (run.ExitCode, policy.Normalise(run.Output)));
    }

    [Fact]
    public async Task Check_AWrongFile_ShowsItsErrors_AndNoHash()
    {
        using var policy = new PolicyFolder();
        string file = policy.Write("accounts.yaml", "accounts:\n  - { login: jan, password: '$2b$99$damaged' }");
        ToolRun run = await ToolRun.RunAsync("accounts", "check", file);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("POLICY/accounts.yaml:2:", policy.Normalise(run.Output), StringComparison.Ordinal);
        Assert.EndsWith("POLICY/accounts.yaml: 2 errors\n", policy.Normalise(run.Output), StringComparison.Ordinal);
        Assert.DoesNotContain("damaged", run.Output.Replace("is damaged", "", StringComparison.Ordinal), StringComparison.Ordinal);
        JsonElement document = (await ToolRun.RunAsync("accounts", "check", file, "--json")).Json();
        Assert.False(document.GetProperty("valid").GetBoolean());
        Assert.Equal(2, document.GetProperty("errors").GetArrayLength());
    }

    [Fact]
    public async Task Check_AMissingFile_CannotRead() =>
        Assert.Equal(3, (await ToolRun.RunAsync("accounts", "check", "/nonexistent/accounts.yaml")).ExitCode);

    private static async Task<AuthenticationOutcome> AuthenticateAsync(PasswordAuthenticator authenticator, string password) =>
        (await authenticator.AuthenticateAsync("jan@domena.cz", Encoding.UTF8.GetBytes(password), TestContext.Current.CancellationToken)).Outcome;
}
