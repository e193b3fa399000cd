using System.Collections.Immutable;
using System.Net;
using Submission.Policy.Specification;
using Submission.Policy.Yaml;

namespace Submission.Policy.Testing.Tests.Fakes;

public sealed class FakeWorldTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fake-world-").FullName;

    [Fact]
    public async Task ReadGiven_OfACase_MakesTheWorldThatItGives()
    {
        FakeWorld? world = FakeWorld.ReadGiven(
            Write("""
                about: Only what is given counts here.
                given:
                  now: 2026-02-03T04:05:06Z
                  cleartext_auth: allowed
                  accounts: [{ login: jan@domena.cz, password: secret }]
                  lists: { friends: [domena.cz] }
                steps: []
                """),
            out ImmutableArray<SpecError> errors);
        Assert.Empty(errors);
        Assert.NotNull(world);
        Assert.Equal(new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero), world.Clock.GetUtcNow());
        Assert.True(world.AllowsCleartextAuth);
        Assert.Equal(AuthenticationOutcome.Succeeded, world.Accounts.Authenticate("jan@domena.cz", "secret").Outcome);

        var policy = new InMemoryYamlPolicy(
            "test",
            """
            policy: test
            language: 1
            lists: { friends: [] }
            rules: [stranger]
            ---
            rule: stranger
            about: Only friends may send.
            stage: mail
            refuse-if: not (sender.domain in lists.friends)
            reply: 550 5.1.0 go away
            """);
        await using PolicySession session = world.CreateEngine(policy).OpenSession(new ClientFacts(IPAddress.Parse("198.51.100.7")));
        await using PolicyTransaction transaction = session.BeginTransaction();
        Verdict verdict = await transaction.MailAsync(EmailAddress.Parse("jan@domena.cz"), TestContext.Current.CancellationToken);
        Assert.True(verdict.IsAccepted);
    }

    [Theory]
    [InlineData("given: { nwo: 2026-01-01T00:00:00Z }", "'nwo' is not a word of given.")]
    [InlineData("steps: []", "The file gives nothing.")]
    [InlineData("given: [", null)]
    public void ReadGiven_OfAWrongFile_TellsItsErrors(string content, string? expected)
    {
        Assert.Null(FakeWorld.ReadGiven(Write(content), out ImmutableArray<SpecError> errors));
        Assert.NotEmpty(errors);
        if (expected is not null) Assert.Equal(expected, errors[0].Message);
    }

    [Fact]
    public void CreateEngine_WithAListThatThePolicyLacks_Throws()
    {
        FakeWorld? world = FakeWorld.ReadGiven(Write("given: { lists: { foes: [] } }"), out _);
        PolicyException exception = Assert.Throws<PolicyException>(() => world!.CreateEngine(PolicySpecs.Forpsi));
        Assert.Contains("foes", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Set_OfACountry_TakesThePlaceOfTheOneBefore()
    {
        var world = new FakeWorld();
        IPNetwork network = IPNetwork.Parse("198.51.100.0/24");
        world.Countries.Set(network, "CN");
        world.Countries.Set(network, "CZ");
        Assert.Equal("CZ", world.Countries.Find(IPAddress.Parse("198.51.100.7")).Value);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string content)
    {
        string file = Path.Combine(_folder, "case.yaml");
        File.WriteAllText(file, content + "\n");
        return file;
    }
}
