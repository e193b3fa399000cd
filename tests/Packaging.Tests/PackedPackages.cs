using System.IO.Compression;

namespace Packaging.Tests;

/// <summary>All packages of the product, packed once into a folder of its own.</summary>
public sealed class PackedPackages : IAsyncLifetime
{
    public string Feed { get; } = Directory.CreateTempSubdirectory("packages-").FullName;

    public IEnumerable<string> Packages => Directory.EnumerateFiles(Feed, "*.nupkg");

    public async ValueTask InitializeAsync()
    {
        foreach (string project in RepositoryRoot.Projects("src"))
            await DotNet.RunAsync(RepositoryRoot.Path, "pack", project, "--no-build", "-c", DotNet.Configuration, "-o", Feed, "-v", "quiet");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Feed, recursive: true);
        return default;
    }

    public static IReadOnlyList<string> Entries(string package)
    {
        using ZipArchive archive = ZipFile.OpenRead(package);
        return [.. archive.Entries.Select(static entry => entry.FullName)];
    }
}
