using System.Globalization;
using System.Net;
using Submission.Policy.Decisions;
using Submission.Policy.GeoIp.Tests.Databases;
using Submission.Policy.Lookups;

namespace Submission.Policy.GeoIp.Tests;

/// <summary>Who may send from where, by a real database, and what the decision record says of it.</summary>
public sealed class CountryDecisionTests : IDisposable
{
    private const string Policy = """
        policy: abroad
        language: 1
        about: Mail from some countries, and from those of the account's domain.
        rules: [no-relay, country-not-allowed]
        ---
        rule: no-relay
        about: A rule that looks up no country.
        stage: mail
        refuse-if: client.ip == "192.0.2.99"
        reply: 550 5.7.1 no
        ---
        rule: country-not-allowed
        about: Some countries, and those of the domain.
        stage: mail
        country: { of: client.ip, allowed: '["CZ", "SK"]', also: account.countries, unknown: accept }
        reply: 550 5.1.0 <{sender}> sender rejected GeoIP {domain}:{ip}:{country}
        on-error: accept
        """;

    private static readonly EmailAddress Jan = EmailAddress.Parse("jan@domena.cz");

    private readonly MaxMindCountryLookup _countries;
    private readonly PolicyEngine _engine;

    public CountryDecisionTests(CountryFiles files)
    {
        string policy = files.NewPath() + ".yaml";
        File.WriteAllText(policy, Policy);
        _countries = new MaxMindCountryLookup(files.Nested);
        _engine = new PolicyEngine(new SubmissionPolicyOptions { Countries = _countries }.UseYaml(policy));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _countries.Dispose();

    [Theory]
    [InlineData("11.0.0.1", "", "CZ", null)] // at home
    [InlineData("2a00:2::1", "CN", "CN", null)] // abroad, as the domain's list has it
    [InlineData("2a00:2::1", "", "CN", "550 5.1.0 <jan@domena.cz> sender rejected GeoIP domena.cz:2a00:2::1:CN")]
    [InlineData("17.0.0.7", "", "UA", "550 5.1.0 <jan@domena.cz> sender rejected GeoIP domena.cz:17.0.0.7:UA")] // just over the border, with an address of the net there
    [InlineData("17.0.0.7", "UA", "UA", null)]
    [InlineData("2a00:1::1", "", "SK", null)] // IPv6 of one who has the next line's IPv4
    [InlineData("12.0.0.1", "", "US", "550 5.1.0 <jan@domena.cz> sender rejected GeoIP domena.cz:12.0.0.1:US")]
    [InlineData("16.0.0.1", "", "", null)] // unknown
    public async Task Mail_G7_FromACountry_IsJudgedByTheDomainsListAndTheRecordTellsTheDateOfTheDatabase(string client, string countries, string country, string? reply)
    {
        await using PolicySession session = _engine.OpenSession(new ClientFacts(IPAddress.Parse(client)));
        await session.AuthenticateAsync(new AccountFacts(Jan, countries: countries.Length == 0 ? [] : [countries]), Token);
        await using PolicyTransaction transaction = session.BeginTransaction();

        Verdict verdict = await transaction.MailAsync(Jan, Token);

        Assert.Equal(reply, verdict.Reply?.ToString());
        string built = _countries.BuiltAt!.Value.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        RuleObservation[] rules = [.. transaction.Decision.Rules];
        Assert.Equal(
            [new("client.country", country), new("client.country.data", built), new("account.countries", $"[{countries}]")],
            rules.Single(static rule => rule.Rule.Value == "country-not-allowed").Saw);
        Assert.Equal(["client.ip"], rules.Single(static rule => rule.Rule.Value == "no-relay").Saw.Select(static value => value.Fact));
    }

    [Fact]
    public async Task Decision_G7_DatabaseReplacedSince_TellsTheDateOfTheOneThatAnswered()
    {
        var countries = new Dated { BuiltAt = DateTimeOffset.UnixEpoch.AddDays(20_000) };
        var engine = new PolicyEngine(new SubmissionPolicyOptions { Countries = countries }.AddRule(
            PolicyRule.Limit("by-country", PolicyStages.Mail, static limit => limit.Messages().Per("client.country").AtMost(5, TimeSpan.FromHours(1)), "550 5.7.1 no")));
        await using PolicySession session = engine.OpenSession(new ClientFacts(IPAddress.Parse("11.0.0.1")));
        await using PolicyTransaction transaction = session.BeginTransaction();
        await transaction.MailAsync(Jan, Token);

        countries.BuiltAt = countries.BuiltAt.Value.AddDays(7);

        Assert.Equal([new("client.country", "CZ"), new("client.country.data", "2024-10-04T00:00:00Z")], Assert.Single(transaction.Decision.Rules).Saw);
    }

    private sealed class Dated : ICountryLookup
    {
        public DateTimeOffset? BuiltAt { get; set; }

        public LookupResult<string> Find(IPAddress address) => LookupResult<string>.Found("CZ");
    }
}
