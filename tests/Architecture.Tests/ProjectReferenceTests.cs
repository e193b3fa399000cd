using System.Xml.Linq;

namespace Architecture.Tests;

/// <summary>Dependencies run in one direction; docs/decisions/001-layers.md says why.</summary>
public sealed class ProjectReferenceTests
{
    private const string Abstractions = "Submission.Policy.Abstractions";

    // Everything that a project in src/ may reference among the projects of this repository.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        [Abstractions] = [],
        ["Submission.Policy"] = [Abstractions],
        ["Submission.Policy.Yaml"] = [Abstractions],
        ["Submission.Policy.Dns"] = [Abstractions],
        ["Submission.Policy.GeoIp"] = [Abstractions],
        ["Submission.Policy.Content"] = [Abstractions],
        ["Submission.Policy.Sqlite"] = [Abstractions],
        ["Submission.Policy.Redis"] = [Abstractions],
        ["Submission.Policy.Client"] = [Abstractions],
        ["Submission.Smtp"] = [Abstractions],
        ["Submission.Trust"] = [Abstractions, "Submission.Smtp"],
        ["Submission.DnsUpdate"] = [Abstractions],
        ["Submission.Gateway"] = [Abstractions, "Submission.Policy.Yaml", "Submission.Smtp", "Submission.Trust"],
        ["Submission.Policy.Testing"] = ["Submission.Policy", "Submission.Policy.Yaml", "Submission.Policy.Content"],
        ["Submission.Hosting"] =
            ["Submission.Policy", "Submission.Policy.Yaml", "Submission.Policy.Dns", "Submission.Policy.GeoIp", "Submission.Policy.Content", "Submission.Policy.Redis", "Submission.Policy.Sqlite",
             "Submission.Smtp"],
    };

    // What may come from NuGet, beside analyzers: an adapter brings its one library, the core brings none but the contracts of Microsoft.Extensions.
    private static readonly Dictionary<string, string[]> AllowedPackages = new()
    {
        [Abstractions] = [],
        ["Submission.Policy"] = ["Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Logging.Abstractions"],
        ["Submission.Policy.Yaml"] = ["YamlDotNet"],
        ["Submission.Policy.Dns"] = ["DnsClient"],
        ["Submission.Policy.GeoIp"] = ["MaxMind.Db"],
        ["Submission.Policy.Content"] = ["MimeKit"],
        ["Submission.Policy.Sqlite"] = ["Microsoft.Data.Sqlite"],
        ["Submission.Policy.Redis"] = ["StackExchange.Redis"],
        ["Submission.Policy.Client"] = ["Google.Api.CommonProtos", "Google.Protobuf", "Grpc.Net.Client", "Microsoft.Extensions.DependencyInjection.Abstractions"],
        ["Submission.Smtp"] = [],
        ["Submission.Trust"] = [],
        ["Submission.DnsUpdate"] = [],
        ["Submission.Gateway"] = ["Microsoft.Data.Sqlite", "MimeKit", "Npgsql"],
        ["Submission.Policy.Testing"] = [],
        ["Submission.Hosting"] = ["BCrypt.Net-Next", "Konscious.Security.Cryptography.Argon2", "Microsoft.Extensions.Hosting.Systemd"],
    };

    public static TheoryData<string> SourceProjects => [.. RepositoryRoot.Projects("src").Select(Path.GetFileNameWithoutExtension).OfType<string>()];

    public static TheoryData<string> HostProjects => [.. RepositoryRoot.Projects("hosts").Select(Path.GetFileNameWithoutExtension).OfType<string>()];

    [Theory]
    [MemberData(nameof(SourceProjects))]
    public void SourceProject_References_OnlyWhatItsLayerMay(string project)
    {
        Assert.True(Allowed.ContainsKey(project), $"{project} is not in the map of the layers: add it there, and say why in docs/decisions/.");
        Assert.Empty(References("src", project).Except(Allowed[project]));
        Assert.Empty(Packages("src", project).Except(AllowedPackages[project]));
    }

    [Theory]
    [MemberData(nameof(HostProjects))]
    public void HostProject_References_NoOtherHost(string project)
    {
        string[] hosts = [.. HostProjects.Select(row => row.Data)];
        Assert.Empty(References("hosts", project).Intersect(hosts));
    }

    [Fact]
    public void SourceProjects_ReferenceNoHostAndNoTest()
    {
        string[] outside = [.. RepositoryRoot.Projects("hosts").Concat(RepositoryRoot.Projects("tests")).Select(Path.GetFileNameWithoutExtension).OfType<string>()];
        foreach (string project in SourceProjects.Select(row => row.Data)) Assert.Empty(References("src", project).Intersect(outside));
    }

    [Fact]
    public void Packages_HaveTheirVersions_InOnePlace()
    {
        foreach (string file in new[] { "src", "hosts", "tests", "samples" }.SelectMany(RepositoryRoot.Projects))
        {
            Assert.DoesNotContain(XDocument.Load(file).Descendants("PackageReference"), static reference => reference.Attribute("Version") is not null);
        }
    }

    private static IEnumerable<string> References(string folder, string project) =>
        Load(folder, project).Descendants("ProjectReference")
            .Select(static reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

    private static IEnumerable<string> Packages(string folder, string project) =>
        Load(folder, project).Descendants("PackageReference")
            .Where(static reference => reference.Attribute("PrivateAssets")?.Value != "all")
            .Select(static reference => reference.Attribute("Include")!.Value);

    private static XDocument Load(string folder, string project) => XDocument.Load(Path.Combine(RepositoryRoot.Path, folder, project, project + ".csproj"));
}
