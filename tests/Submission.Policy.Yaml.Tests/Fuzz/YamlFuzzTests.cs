using CsCheck;
using Submission.Tests.Fuzzing;

namespace Submission.Policy.Yaml.Tests.Fuzz;

/// <summary>The YAML reader over inputs that a generator makes of likely words, and over inputs that are changed again and again because they take new ways through the code. How long: see <see cref="FuzzSession"/>.</summary>
[Collection(MeasuringTests.Name)]
public sealed class YamlFuzzTests
{
    private const int Generated = 2000;
    private const long MiB = 1024 * 1024;

    private static readonly FuzzTarget Target = new(
        "yaml",
        typeof(YamlTarget),
        [
            "- ", "? ", ": ", "a: ", "\\n", "\\r\\n", "\\n  ", "\\t", "{", "}", "[", "]", ",", "&a ", "*a", "<<: *a", "!t ", "!!str ", "|\\n ", ">-\\n ", "|+2\\n", "'", "\\\"", "\"", "\"\\\\x41\"", "\"\\\\uD800\"", "---\\n", "...\\n", "%YAML 1.2\\n", "# c\\n",
            "\\xEF\\xBB\\xBF", "\\xC2\\x85", "\\xE2\\x80\\xA8", "\\x00", "\\xFF", "rule: a\\n", "stage: mail\\n", "reply: 550 5.1.0 {id} x\\n", "yes", "~", "0x1F", "@", "`",
        ])
    {
        MaximumLength = 4096,
        // A few names for a list make many values of little text, up to the limit of the reader.
        FixedBytes = 100 * MiB,
        BytesPerOctet = 0,
    };

    [Fact]
    public Task Changed_Inputs_AreReadAsPromisedSoonAndWithLittleMemory() => FuzzSession.RunAsync(Target, "Submission.Policy.Yaml", "YamlDotNet");

    [Fact]
    public void Generated_Inputs_AreReadAsPromised()
    {
        Gen<byte[]> word = Gen.OneOf<byte[]>([.. Target.Words.Select(FuzzText.Octets)]);
        Gen.Frequency((6, word), (1, Gen.Byte.Array[0, 4])).Array[0, 20].Select(static parts => parts.SelectMany(static part => part).ToArray()).Sample(YamlTarget.Run, iter: Generated);
    }

    [Fact]
    public void Seeds_EachOne_IsReadAsPromised() => Assert.All(FuzzCorpus.Seeds(Target.Name), YamlTarget.Run);
}
