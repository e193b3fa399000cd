using System.Text;
using Submission.Hosting.Accounts;

namespace Submission.Hosting.Tests.Accounts;

/// <summary>Passwords are octets: no form of them is prepared, so that what was hashed elsewhere stays right.</summary>
public sealed class PasswordOctetsTests
{
    private const string Composed = "heslo-\u00e9";
    private const string Decomposed = "heslo-e\u0301";

    public static TheoryData<string, string, AuthenticationOutcome> Passwords => new()
    {
        { "a:b:c", "a:b:c", AuthenticationOutcome.Succeeded },
        { "a:b:c", "a", AuthenticationOutcome.WrongPassword },
        { " leading", " leading", AuthenticationOutcome.Succeeded },
        { " leading", "leading", AuthenticationOutcome.WrongPassword },
        { "trailing", "trailing ", AuthenticationOutcome.WrongPassword },
        { Composed, Composed, AuthenticationOutcome.Succeeded },
        { Composed, Decomposed, AuthenticationOutcome.WrongPassword },
        { Decomposed, Decomposed, AuthenticationOutcome.Succeeded },
        { "\u2168", "IX", AuthenticationOutcome.WrongPassword },
        { "a\u00adb", "ab", AuthenticationOutcome.WrongPassword },
        { "Case", "case", AuthenticationOutcome.WrongPassword },
        { new string('x', 1024), new string('x', 1024), AuthenticationOutcome.Succeeded },
        { new string('x', 1024), new string('x', 1023), AuthenticationOutcome.WrongPassword },
    };

    [Theory]
    [MemberData(nameof(Passwords))]
    public async Task AuthenticateAsync_A13_AnyPassword_IsComparedOctetByOctet(string set, string given, AuthenticationOutcome expected)
    {
        string text = PasswordHasher.Hash(PasswordScheme.Sha512Crypt, Encoding.UTF8.GetBytes(set), 1000);
        Assert.True(PasswordHash.TryParse(text, out PasswordHash? hash, out _));
        var directory = new AccountDirectory([new Account(new AccountFacts(EmailAddress.Parse("jan@domena.cz")), hash, IsEnabled: true)]);
        using var authenticator = new PasswordAuthenticator(directory, new AuthenticationOptions(), TimeProvider.System);

        AuthenticationResult result = await authenticator.AuthenticateAsync("jan@domena.cz", Encoding.UTF8.GetBytes(given), TestContext.Current.CancellationToken);

        Assert.Equal(expected, result.Outcome);
    }
}
