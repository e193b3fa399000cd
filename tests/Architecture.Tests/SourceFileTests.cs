namespace Architecture.Tests;

/// <summary>Small, flat, obvious: what a newcomer finds in the sources.</summary>
public sealed class SourceFileTests
{
    private const int LongestFile = 300;

    [Fact]
    public void SourceFiles_AreShort_AndHalfOfThemAreVeryShort()
    {
        int[] lengths = [.. Files("src").Select(static file => File.ReadLines(file).Count()).Order()];
        Assert.NotEmpty(lengths);
        string[] tooLong = [.. Files("src").Where(static file => File.ReadLines(file).Count() > LongestFile)];
        Assert.Empty(tooLong);
        Assert.InRange(lengths[lengths.Length / 2], 1, 80);
    }

    [Fact]
    public void SourceFiles_HoldNoCatchAllNames()
    {
        string[] names = ["Utils", "Util", "Helper", "Helpers", "Manager", "Misc", "Common"];
        string[] vague =
            [.. Files("src").Concat(Files("hosts")).Where(file => names.Any(name => Path.GetFileNameWithoutExtension(file).EndsWith(name, StringComparison.Ordinal)))];
        Assert.Empty(vague);
    }

    [Fact]
    public void SourceFiles_SwitchNoWarningOff()
    {
        string[] silenced =
        [
            .. Files("src").Concat(Files("hosts")).Concat(Files("tests")).Where(static file =>
                !file.EndsWith("SourceFileTests.cs", StringComparison.Ordinal) && File.ReadAllText(file).Contains("#pragma warning disable", StringComparison.Ordinal)),
        ];
        Assert.Empty(silenced);
    }

    private static IEnumerable<string> Files(string folder)
    {
        char separator = Path.DirectorySeparatorChar;
        return Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{separator}obj{separator}", StringComparison.Ordinal) && !file.Contains($"{separator}bin{separator}", StringComparison.Ordinal));
    }
}
