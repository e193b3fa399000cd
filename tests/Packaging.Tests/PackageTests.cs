using System.IO.Compression;
using System.Xml.Linq;

namespace Packaging.Tests;

public sealed class PackageTests(PackedPackages packed) : IClassFixture<PackedPackages>
{
    private const string Program = """
        using System.Net;
        using Submission.Policy;

        PolicyEngine engine = new PolicyBuilder("first-policy")
            .RefuseIf("foreign-sender", PolicyStages.Mail, context => context.Sender?.DomainText != "domena.cz", "550 5.1.0 <{sender}> sender rejected")
            .Limit("message-rate", PolicyStages.Mail, limit => limit.Messages().Per("client.ip").AtMost(250, TimeSpan.FromMinutes(1)), "550 5.1.0 {id} policy violation")
            .Build();
        await using PolicySession session = engine.OpenSession(new ClientFacts(IPAddress.Parse("198.51.100.7")));
        await using PolicyTransaction transaction = session.BeginTransaction();
        Verdict verdict = await transaction.MailAsync(EmailAddress.Parse("eve@example.org"));
        Console.WriteLine(verdict.Reply);
        """;

    private const string WithYaml = """
        services.AddSubmissionPolicy(policy => policy
            .AddRuleKind("office-hours", OfficeHoursRule.Build)   // a kind of your own, from then on a word in YAML
            .UseYaml("specs/forpsi")                              // or .UseForpsi(), embedded in Submission.Policy.Yaml
            .AddDnsClient()
            .AddMaxMind("country.mmdb")
            .AddMessageReader()                                   // attachments, Received, From
            .AddClamd("127.0.0.1:3310")                           // or leave its rule out: policy.WithoutRules.Add("virus-detected")
            .AddRspamd("http://127.0.0.1:11333"));
        """;

    [Fact]
    public void Packages_HoldReadmeLicenceDocumentationAndSymbols()
    {
        Assert.Equal(RepositoryRoot.Projects("src").Count(), packed.Packages.Count());
        foreach (string package in packed.Packages)
        {
            IReadOnlyList<string> entries = PackedPackages.Entries(package);
            string name = entries.Single(static entry => entry.EndsWith(".nuspec", StringComparison.Ordinal))[..^".nuspec".Length];
            Assert.Contains("README.md", entries);
            Assert.Contains("LICENSE", entries);
            Assert.Contains($"lib/net10.0/{name}.dll", entries);
            Assert.Contains($"lib/net10.0/{name}.xml", entries);
            Assert.Contains($"lib/net10.0/{name}.pdb", PackedPackages.Entries(Path.ChangeExtension(package, ".snupkg")));
            XElement metadata = Nuspec(package);
            Assert.Equal("MIT", Value(metadata, "license"));
            Assert.Equal("README.md", Value(metadata, "readme"));
            Assert.False(string.IsNullOrWhiteSpace(Value(metadata, "description")));
        }
    }

    [Fact]
    public void Readme_ShowsWhatIsRunHere()
    {
        string readme = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "README.md"));
        Assert.Contains(Program, readme, StringComparison.Ordinal);
        Assert.Contains(WithYaml, readme, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PackedPolicy_InAFreshConsoleProject_EvaluatesAPolicy()
    {
        string output = await RunFreshAsync(Program, "Submission.Policy");
        Assert.Contains("550 5.1.0 <eve@example.org> sender rejected", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PackedAdapters_InAFreshConsoleProject_RegisterInOneCall()
    {
        string program = $$"""
            using Microsoft.Extensions.DependencyInjection;
            using Submission.Policy;
            using Submission.Policy.Kinds;

            var services = new ServiceCollection();
            {{WithYaml}}
            Console.WriteLine(services.Count);

            internal static class OfficeHoursRule
            {
                public static IPolicyRule? Build(RuleBinder binder) => null;
            }
            """;
        string output = await RunFreshAsync(
            program,
            "Submission.Policy",
            "Submission.Policy.Yaml",
            "Submission.Policy.Dns",
            "Submission.Policy.GeoIp",
            "Submission.Policy.Content",
            "Microsoft.Extensions.DependencyInjection");
        // The engine, and the port by which it hears of deliveries.
        Assert.Equal("2", output.Trim());
    }

    [Fact]
    public async Task PackedClient_InAFreshConsoleProject_SaysThatThereIsNoService()
    {
        const string program = """
            using System.Net;
            using Submission.Policy;
            using Submission.Policy.Client;

            using var client = new PolicyClient(new PolicyClientOptions { Address = new Uri("http://127.0.0.1:1") });
            try
            {
                await client.CheckAsync(new SubmissionFacts { Client = new ClientFacts(IPAddress.Loopback) });
            }
            catch (PolicyServiceException exception)
            {
                Console.WriteLine(exception.Status);
            }
            """;
        Assert.Equal("Unavailable", (await RunFreshAsync(program, "Submission.Policy.Client")).Trim());
    }

    [Theory]
    [InlineData("9", "250 2.1.0 ok")]
    [InlineData("22", "550 5.7.1 ")]
    public async Task CustomRuleSample_Runs_AndAnswersByTheHour(string hour, string expected)
    {
        string program = Path.Combine(RepositoryRoot.Path, "samples", "CustomRule", "bin", DotNet.Configuration, "net10.0", "CustomRule.dll");
        string output = await DotNet.RunAsync(RepositoryRoot.Path, program, hour);
        Assert.StartsWith(expected, output, StringComparison.Ordinal);
    }

    private async Task<string> RunFreshAsync(string program, params string[] packages)
    {
        string folder = Directory.CreateTempSubdirectory("fresh-").FullName;
        try
        {
            string version = Value(Nuspec(packed.Packages.First(static file => Path.GetFileName(file).StartsWith("Submission.Policy.0", StringComparison.Ordinal))), "version")!;
            IEnumerable<string> references = packages.Select(package =>
                $"""    <PackageReference Include="{package}" Version="{(package.StartsWith("Submission", StringComparison.Ordinal) ? version : "10.0.10")}" />""");
            await File.WriteAllTextAsync(Path.Combine(folder, "fresh.csproj"), $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <OutputType>Exe</OutputType>
                    <TargetFramework>net10.0</TargetFramework>
                    <ImplicitUsings>enable</ImplicitUsings>
                    <Nullable>enable</Nullable>
                    <RestoreAdditionalProjectSources>{packed.Feed}</RestoreAdditionalProjectSources>
                    <RestorePackagesPath>{Path.Combine(folder, "packages")}</RestorePackagesPath>
                  </PropertyGroup>
                  <ItemGroup>
                {string.Join(Environment.NewLine, references)}
                  </ItemGroup>
                </Project>
                """, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), program, TestContext.Current.CancellationToken);
            return await DotNet.RunAsync(folder, "run");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static XElement Nuspec(string package)
    {
        using ZipArchive archive = ZipFile.OpenRead(package);
        using Stream stream = archive.Entries.Single(static entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(stream).Root!.Elements().Single();
    }

    private static string? Value(XElement metadata, string name) => metadata.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
}
