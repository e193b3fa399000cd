using System.Runtime.CompilerServices;

namespace Architecture.Tests;

internal static class RepositoryRoot
{
    public static string Path { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(ThisFolder(), "..", ".."));

    public static IEnumerable<string> Projects(string folder)
    {
        string root = System.IO.Path.Combine(Path, folder);
        return Directory.Exists(root) ? Directory.EnumerateFiles(root, "*.csproj", SearchOption.AllDirectories) : [];
    }

    private static string ThisFolder([CallerFilePath] string file = "")
    {
        // A deterministic build may have mapped the path of the sources away; then the test runs from within the checkout.
        string? folder = System.IO.Path.GetDirectoryName(file);
        if (folder is not null && Directory.Exists(folder)) return folder;
        for (DirectoryInfo? candidate = new(AppContext.BaseDirectory); candidate is not null; candidate = candidate.Parent)
        {
            string tests = System.IO.Path.Combine(candidate.FullName, "tests", "Architecture.Tests");
            if (Directory.Exists(tests)) return tests;
        }

        throw new DirectoryNotFoundException("The checkout was not found above the test.");
    }
}
