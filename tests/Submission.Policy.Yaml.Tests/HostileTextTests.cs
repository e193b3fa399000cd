using System.Globalization;
using System.Text;
using Submission.Policy.Specification;

namespace Submission.Policy.Yaml.Tests;

/// <summary>Text that means harm: whatever it is, an error comes of it within a second and 100 MB, and never an exception.</summary>
[Collection(MeasuringTests.Name)]
public sealed class HostileTextTests
{
    private const int MiB = 1024 * 1024;

    public static TheoryData<string, string> Bombs => new()
    {
        { "billion laughs", string.Concat(Enumerable.Range(0, 10).Select(static i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat(i == 0 ? "lol" : $"*a{i - 1}", 10))}]\n")) },
        { "deep by aliases", string.Concat(Enumerable.Range(0, 50).Select(static i => $"a{i}: &a{i} [[{(i == 0 ? "x" : $"*a{i - 1}")}]]\n")) },
        { "many aliases", "- &a [" + Repeat("b,", 10_000) + "]\n" + Repeat("- *a\n", MiB / 2) },
        { "recursive alias", "a: &a\n  b: *a\n" },
        { "1000 deep, flow", Repeat("[", 1000) + Repeat("]", 1000) },
        { "1000 deep, mapping", Repeat("{a: ", 4000) + Repeat("}", 1000) },
        { "1000 deep, block", string.Concat(Enumerable.Range(0, 1000).Select(static i => new string(' ', i) + "a:\n")) },
        { "deep dashes", Repeat("- ", MiB) },
        { "deep question marks", Repeat("? ", MiB) },
        { "many values", "[" + Repeat("a,", MiB - 2) + "]" },
        { "many mappings", "[" + Repeat("a: b,", MiB - 2) + "]" },
        { "one name many times", Repeat("a: b\n", MiB) },
        { "many names", string.Concat(Enumerable.Range(0, 110_000).Select(static i => $"{i}:\n")) },
        { "many lists as names", Repeat("[a]: b\n", MiB) },
        { "many documents", Repeat("---\na\n", MiB) },
        { "many broken documents", Repeat("---\n@\n", MiB) },
        { "many ends of documents", Repeat("...\n", MiB) },
        { "many tags", Repeat("- !a b\n", MiB) },
        { "many anchors", Repeat("- &&a b\n", MiB) },
        { "many unknown aliases", Repeat("- *a\n", MiB) },
        { "many directives", Repeat("%a\n", MiB) },
        { "long name", Repeat("k", MiB - 4) + ": v" },
        { "long tag", "a: !" + Repeat("%41", MiB - 8) },
        { "colons", Repeat(": ", MiB) },
        { "unclosed quote", "a: \"" + Repeat("\n", MiB - 4) },
        { "unclosed escape", "a: \"" + Repeat("\\n", MiB - 4) },
        { "controls", Repeat("\u0001", MiB) },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void ReadDocuments_Bomb_IsAnErrorWithinASecondAnd100Megabytes(string name, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Assert.True(bytes.Length <= MiB, name);

        YamlReadResult result = Measured.Read("t", bytes);

        Assert.NotEmpty(result.Errors);
        Assert.All(result.Errors, static error => Assert.True(error.Message.Length < 500 && error.Location is { Line: > 0, Column: > 0 }));
    }

    public static TheoryData<string, string> Weights => new()
    {
        { "long text", "a: " + Repeat("x", MiB - 3) },
        { "long quoted text", "a: \"" + Repeat("\\n", MiB - 5) + "\"" },
        { "folded text", "a: " + Repeat("x y\n ", MiB - 3) },
        { "block", "a: |\n" + Repeat(" x\n", MiB - 5) },
        { "blank lines", Repeat("\n", MiB) },
        { "comments", Repeat("#c\n", MiB) },
        { "blanks", "a: " + Repeat(" ", MiB - 3) },
        { "tabs", "a: b" + Repeat("\t", MiB - 4) },
        { "as many values as allowed", "[" + Repeat("a,", 199_998) + "]" },
    };

    [Theory]
    [MemberData(nameof(Weights))]
    public void ReadDocuments_LargeButRight_IsReadWithinASecondAnd100Megabytes(string name, string text)
    {
        YamlReadResult result = Measured.Read("t", Encoding.UTF8.GetBytes(text));

        Assert.True(result.Errors.IsEmpty, name);
    }

    [Fact]
    public void ReadDocuments_TenMegabytes_AreRefusedUnread()
    {
        byte[] bytes = new byte[10 * MiB];
        Array.Fill(bytes, (byte)'a');

        SpecError error = Assert.Single(Measured.Read("big.yaml", bytes).Errors);

        Assert.Equal("big.yaml:1:1: The file has 10,485,760 bytes; at most 1,048,576 are read. Split it.", error.ToString());
    }

    [Fact]
    public void ReadDocuments_DepthAtAndAboveTheLimit_IsReadAndRefused()
    {
        Assert.Empty(YamlSpecReader.ReadDocuments("t", Repeat("[", 64) + Repeat("]", 64)).Errors);
        SpecError error = Assert.Single(YamlSpecReader.ReadDocuments("t", Repeat("[", 65) + Repeat("]", 65)).Errors);
        Assert.Equal(new SpecLocation("t", 1, 65), error.Location);
        Assert.Contains("more than 64 deep", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadDocuments_AliasThatMakesTheTreeTooDeep_IsAnErrorAtTheAlias()
    {
        string text = $"a: &a {Repeat("[", 40)}{Repeat("]", 40)}\nb: {Repeat("[", 30)}*a{Repeat("]", 30)}\n";

        SpecError error = Assert.Single(YamlSpecReader.ReadDocuments("t", text).Errors);

        Assert.Equal(new SpecLocation("t", 2, 34), error.Location);
    }

    [Fact]
    public void ReadDocuments_ValuesAtAndAboveTheLimit_AreReadAndRefused()
    {
        var limits = new YamlLimits { MaximumNodes = 10 };

        Assert.Empty(YamlSpecReader.ReadDocuments("t", "[&a [1, 2, 3], *a, 6]", limits).Errors);
        SpecError error = Assert.Single(YamlSpecReader.ReadDocuments("t", "[&a [1, 2, 3], *a, 6, 7]", limits).Errors);
        Assert.Equal(new SpecLocation("t", 1, 23), error.Location);
    }

    private static string Repeat(string text, int length)
    {
        var all = new StringBuilder(length);
        while (all.Length + text.Length <= length) all.Append(text);
        return all.ToString();
    }
}

/// <summary>Tests that measure run one after the other, after all others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuringTests
{
    public const string Name = "measuring";
}

/// <summary>Reads with an account of the processor's time (other processes of the machine do not count) and of memory.</summary>
internal static class Measured
{
    private const long MaximumBytes = 100_000_000;
    // The best of a few: what the compiler and the collector do meanwhile, and how slow the machine's hour is, says nothing about the reader.
    private const int Tries = 4;
    private static readonly TimeSpan MaximumTime = TimeSpan.FromSeconds(1);

    public static YamlReadResult Read(string file, ReadOnlyMemory<byte> content) => Run(() => YamlSpecReader.ReadDocuments(file, content));

    public static T Run<T>(Func<T> read)
    {
        TimeSpan best = TimeSpan.MaxValue;
        T result;
        int tries = 0;
        do
        {
            long allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
            TimeSpan before = Environment.CpuUsage.TotalTime;
            result = read();
            TimeSpan time = Environment.CpuUsage.TotalTime - before;
            long allocated = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
            Assert.True(allocated < MaximumBytes, string.Create(CultureInfo.InvariantCulture, $"allocated {allocated / 1e6:F1} MB"));
            best = time < best ? time : best;
        }
        while (best >= MaximumTime && ++tries < Tries);
        Assert.True(best < MaximumTime, string.Create(CultureInfo.InvariantCulture, $"took {best.TotalMilliseconds:F0} ms"));
        return result;
    }
}
