using System.Runtime.CompilerServices;

namespace Submission.Cli.Tests;

internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Forpsi { get; } = Path.Combine(Root, "specs", "forpsi");

    public static string Case(string name) => Path.Combine(Forpsi, "cases", name + ".yaml");

    private static string FindRoot([CallerFilePath] string file = "")
    {
        for (DirectoryInfo? folder = new(Directory.Exists(Path.GetDirectoryName(file)) ? Path.GetDirectoryName(file)! : AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, "specs", "forpsi"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException("The checkout was not found above the test.");
    }
}
