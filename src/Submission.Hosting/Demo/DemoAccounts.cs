using Submission.Hosting.Accounts;

namespace Submission.Hosting.Demo;

/// <summary>Two accounts whose passwords everybody knows.</summary>
internal static class DemoAccounts
{
    public const string FirstLogin = "jan.novak@domena.cz";
    public const string FirstPassword = "jan-demo";
    public const string SecondLogin = "eva@example.com";
    public const string SecondPassword = "eva-demo";

    private const string FirstHash = "$6$demo.jan$cRyYACzxQNBnHQi4KDyUDX7MYSeJJf2snUxNlCu4fVQr1towgJZBlmEPraUqiSjhva61lhQsLUQDRV5qi5nXg1";
    private const string SecondHash = "$6$demo.eva$Uareeb24Mxesi0VMbESvvkHnnTo84vjGHPeZZA0cHtJLoQsCsg3myFaECr9UxIkEKEYtaf0XfB/UglMuCEgeJ0";

    public static AccountDirectory Open() => new(
    [
        new Account(new AccountFacts(EmailAddress.Parse(FirstLogin), [DomainName.Parse("domena.eu")]), Parse(FirstHash), IsEnabled: true),
        new Account(new AccountFacts(EmailAddress.Parse(SecondLogin)), Parse(SecondHash), IsEnabled: true),
    ]);

    private static PasswordHash Parse(string text) => PasswordHash.TryParse(text, out PasswordHash? hash, out string? error) ? hash : throw new FormatException(error);
}
