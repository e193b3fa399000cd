namespace E2E.Tests.Daemon;

/// <summary>An account of the daemon under test.</summary>
internal sealed record TestAccount(string Login, string Password, bool IsEnabled = true)
{
    public static readonly TestAccount Jan = new("jan@domena.cz", "S3cret-of-Jan!");
    public static readonly TestAccount Busy = new("busy@domena.cz", "S3cret-of-Busy!");
    public static readonly TestAccount Disabled = new("disabled@domena.cz", "S3cret-of-Disabled!", IsEnabled: false);
    public static readonly TestAccount Attacked = new("attacked@domena.cz", "S3cret-of-Attacked!");
    public static readonly TestAccount OfNullMx = new("ann@null-mx.example", "S3cret-of-Ann!");
    public static readonly TestAccount OfMissing = new("bob@nosuch.example", "S3cret-of-Bob!");
    public static readonly TestAccount OfBroken = new("cid@broken.example", "S3cret-of-Cid!");

    // The lowest cost there is: what bcrypt costs is no matter here.
    private const int Cost = 4;
    private readonly string _hash = BCrypt.Net.BCrypt.HashPassword(Password, Cost);

    public static TestAccount[] All => [Jan, Busy, Disabled, Attacked, OfNullMx, OfMissing, OfBroken];

    public static string File(params IEnumerable<TestAccount> accounts) => $"""
        domains:
          - {"{ domain: domena.cz, aliases: [domena.eu] }"}
        accounts:
        {string.Join('\n', accounts.Select(static account => $"  - {{ login: {account.Login}, password: \"{account._hash}\", smtp: {(account.IsEnabled ? "enabled" : "disabled")} }}"))}

        """;
}
