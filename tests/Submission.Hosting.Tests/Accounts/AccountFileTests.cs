using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Submission.Hosting.Accounts;
using Submission.Policy;
using Submission.Policy.Lookups;
using Submission.Policy.Specification;

namespace Submission.Hosting.Tests.Accounts;

public sealed class AccountFileTests : IDisposable
{
    private const string Hash = "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

    private const string Valid =
        $"""
        domains:
          - domain: domena.cz
            aliases: [domena.eu, ŽLUŤOUČKÝ.cz]
            countries: [cn]
        accounts:
          - login: Jan.Novak@Domena.CZ
            password: "{Hash}"
            external_senders: [jan@elsewhere.example]
          - login: eva@domena.cz
            password: "{Hash}"
            smtp: disabled
          - login: jan@háčky.example
            password: "{Hash}"
            smtp: enabled
        """;

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"accounts-{Guid.NewGuid():N}.yaml");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task FindAsync_LoginInAnyForm_FindsTheAccountWithItsFacts()
    {
        AccountFile accounts = Open(Valid);

        LookupResult<Account> jan = await accounts.FindAsync(EmailAddress.Parse("JAN.novak@domena.cz"), TestContext.Current.CancellationToken);
        LookupResult<Account> idn = await accounts.FindAsync(EmailAddress.Parse("Jan@XN--HKY-IQA37B.example".Replace("XN--HKY-IQA37B", DomainName.Parse("háčky.example").Value.Split('.')[0], StringComparison.Ordinal)), TestContext.Current.CancellationToken);

        Assert.Equal("jan.novak@domena.cz", jan.Value!.Facts.Login);
        Assert.Equal(["domena.eu", DomainName.Parse("žluťoučký.cz").Value], jan.Value.Facts.Aliases);
        Assert.Equal(["CN"], jan.Value.Facts.Countries);
        Assert.Equal(["jan@elsewhere.example"], jan.Value.Facts.ExternalSenders);
        Assert.True(jan.Value.IsEnabled);
        Assert.True(idn.IsFound);
    }

    [Fact]
    public async Task FindAsync_DisabledAndUnknown_AreToldApart()
    {
        AccountFile accounts = Open(Valid);

        LookupResult<Account> eva = await accounts.FindAsync(EmailAddress.Parse("eva@domena.cz"), TestContext.Current.CancellationToken);
        LookupResult<Account> nobody = await accounts.FindAsync(EmailAddress.Parse("nobody@domena.cz"), TestContext.Current.CancellationToken);

        Assert.False(eva.Value!.IsEnabled);
        Assert.True(nobody.IsAbsent);
    }

    [Fact]
    public void TryOpen_FileFullOfErrors_FindsAllWithTheirPlaces()
    {
        Write(
            """
            domains:
              - { domain: domena.cz, aliases: [domena.eu, "no domain"], countries: [Czechia] }
              - { domain: domena.cz }
              - { domain: other.cz, aliases: [domena.eu, domena.cz], countrys: [CZ] }
              - { aliases: [] }
            accounts:
              - { login: jan, password: secret }
              - { login: eva@domena.eu, password: "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", smtp: yes }
              - { login: ota@domena.cz, password: "$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", external_senders: [x] }
              - { login: iva@domena.cz, password: "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", external_senders: a@b.cz }
              - { login: IVA@domena.cz, password: "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW" }
              - text
            account: []
            """);

        Assert.False(AccountFile.TryOpen(_path, NullLogger<AccountFile>.Instance, out _, out ImmutableArray<SpecError> errors));

        string[] found = [.. errors.Select(static error => $"{error.Location.Line}:{error.Location.Column} {error.Message} {error.Mend}".TrimEnd())];
        string[] expected =
        [
            "13:1 The account file has no word 'account'. Did you mean 'accounts'?",
            "2:47 'no domain' is no domain name.",
            "2:73 'Czechia' is no country. Write its two letters by ISO 3166-1, for example CZ.",
            "3:5 The domain domena.cz occurs twice.",
            "4:58 A domain has no word 'countrys'. Did you mean 'countries'?",
            "5:5 A domain needs the word 'domain'.",
            "4:35 domena.eu is an alias of domena.cz already.",
            "4:46 domena.cz is a domain of its own and cannot be an alias of other.cz.",
            "7:14 'jan' is no mail address. Write the whole address, for example jan.novak@domena.cz.",
            "7:29 The password is no hash of a known scheme. `submission-policy accounts hash` makes a hash.",
            "8:109 'yes' is neither enabled nor disabled.",
            "8:5 domena.eu is an alias of domena.cz; an account belongs to the domain itself.",
            "9:39 The bcrypt cost must be 4 to 16. `submission-policy accounts hash` makes a hash.",
            "9:122 'x' is no mail address. Write the whole address, for example jan.novak@domena.cz.",
            "10:121 'external_senders' is a list.",
            "11:5 The login iva@domena.cz occurs twice.",
            "12:5 An account has the words login, password, smtp, external_senders.",
        ];
        Assert.Equal(expected, found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--- {}\n--- {}\n")]
    [InlineData("accounts: [")]
    [InlineData("- a\n- b\n")]
    [InlineData("accounts: &a [*a]\n")]
    public void TryOpen_FileThatIsNoAccountFile_IsAnError(string text)
    {
        Write(text);

        Assert.False(AccountFile.TryOpen(_path, NullLogger<AccountFile>.Instance, out _, out ImmutableArray<SpecError> errors));
        Assert.NotEmpty(errors);
    }

    [Fact]
    public void TryOpen_MissingFile_IsAnErrorNotAnException()
    {
        Assert.False(AccountFile.TryOpen(_path, NullLogger<AccountFile>.Instance, out _, out ImmutableArray<SpecError> errors));
        Assert.Contains("cannot be read", Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reload_BrokenFile_KeepsTheOldAccountsAndLogsWhy()
    {
        var log = new RecordingLogger<AccountFile>();
        Write(Valid);
        Assert.True(AccountFile.TryOpen(_path, log, out AccountFile? accounts, out _));
        AccountDirectory before = accounts.Current;

        Write("accounts: [{ login: x }]\n");
        accounts.Reload();

        Assert.Same(before, accounts.Current);
        Assert.Contains(log.Lines, static line => line.Contains("'x' is no mail address", StringComparison.Ordinal));
        Assert.Contains(log.Lines, static line => line.Contains("the accounts of before stay in force", StringComparison.Ordinal));

        Write(Valid);
        accounts.Reload();
        Assert.NotSame(before, accounts.Current);
        Assert.Equal(3, accounts.Current.Count);
    }

    [Fact]
    public void Decoy_MixedSchemes_IsOfTheCommonestSchemeAndCost()
    {
        AccountFile accounts = Open(
            $$"""
            accounts:
              - { login: a@x.cz, password: "{{Hash}}" }
              - { login: b@x.cz, password: "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1" }
              - { login: c@x.cz, password: "$6$rounds=5000$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1" }
            """);

        Assert.Equal("Sha512Crypt 5000", accounts.Decoy.ToString());
        Assert.Equal("Bcrypt 12", Open("accounts: []\n").Decoy.ToString());
    }

    private AccountFile Open(string text)
    {
        Write(text);
        return AccountFile.TryOpen(_path, NullLogger<AccountFile>.Instance, out AccountFile? accounts, out ImmutableArray<SpecError> errors)
            ? accounts
            : throw new FormatException(string.Join('\n', errors));
    }

    private void Write(string text) => File.WriteAllText(_path, text);
}
