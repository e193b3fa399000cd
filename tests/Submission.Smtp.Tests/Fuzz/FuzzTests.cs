using CsCheck;
using Submission.Tests.Fuzzing;

namespace Submission.Smtp.Tests.Fuzz;

/// <summary>
/// Everything of the edge that reads octets of strangers: for inputs that a generator makes of likely words, and for inputs that are changed again and again because they take new ways through the code.
/// How long: see <see cref="FuzzSession"/>.
/// </summary>
[Collection(nameof(FuzzTests))]
public sealed class FuzzTests
{
    private const int Generated = 1000;

    public static IEnumerable<TheoryDataRow<string>> Targets { get; } = [.. FuzzTargets.All.Keys.Select(static name => new TheoryDataRow<string>(name))];

    [Theory]
    [MemberData(nameof(Targets))]
    public Task Changed_Inputs_AreReadAsPromisedSoonAndWithLittleMemory(string target) =>
        FuzzSession.RunAsync(FuzzTargets.All[target], "Submission.Smtp", "Submission.Policy.Abstractions");

    [Theory]
    [MemberData(nameof(Targets))]
    public void Generated_Inputs_AreReadAsPromised(string target)
    {
        FuzzTarget tested = FuzzTargets.All[target];
        Gen<byte[]> word = Gen.OneOf<byte[]>([.. tested.Words.Select(FuzzText.Octets)]);
        Gen<byte[]> input = Gen.Frequency((4, word), (1, Gen.Byte.Array[0, 6])).Array[0, 14].Select(static parts => parts.SelectMany(static part => part).ToArray());
        Action<byte[]> run = tested.Plain;
        input.Sample(octets => run(octets.Length > tested.MaximumLength ? octets[..tested.MaximumLength] : octets), iter: Generated);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Seeds_EachOne_IsReadAsPromised(string target) => Assert.All(FuzzCorpus.Seeds(target), FuzzTargets.All[target].Plain);
}
