using System.Globalization;
using Submission.Policy.Content.Tests.Corpus.Fuzz;
using Submission.Policy.Lookups;

namespace Submission.Policy.Content.Tests.Corpus;

/// <summary>
/// Changed messages, by the thousand in each test run and by the million on demand: <c>FUZZ_INPUTS=1000000 FUZZ_SEED=7</c>. An input that breaks the reader is written beside
/// the tests as <c>crash-*.eml</c>; it belongs into <c>Corpus/Crashers</c>, where it stays.
/// </summary>
[Collection(MeasuredCollection.Name)]
public class FuzzTests
{
    private const int DefaultInputs = 40_000;
    private const int DefaultSeed = 20261124;

    /// <summary>How long may pass without a single input done before the run is taken for hung.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static IEnumerable<TheoryDataRow<string>> Crashers { get; } = [.. FuzzSeeds.Crashers().Select(static crasher => new TheoryDataRow<string>(crasher.Name))];

    [Fact]
    public async Task ReadAsync_ChangedMessages_AreReadSoonAndHideNothing()
    {
        int inputs = Setting("FUZZ_INPUTS", DefaultInputs);
        int seed = Setting("FUZZ_SEED", DefaultSeed);
        var run = new FuzzRun(seed, inputs);
        try
        {
            await ExecuteAsync(run);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            string file = Path.Combine(AppContext.BaseDirectory, string.Create(CultureInfo.InvariantCulture, $"crash-{seed}-{run.Done}.eml"));
            await File.WriteAllBytesAsync(file, run.Current, TestContext.Current.CancellationToken);
            Assert.Fail($"seed {seed}, input {run.Done} of {inputs}, kept as {file}: {failure}");
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {run.Done} inputs read, the slowest took {run.Slowest.TotalMilliseconds:0.0} ms of processor time"));
        Assert.Equal(inputs, run.Done);
    }

    [Theory]
    [MemberData(nameof(Crashers))]
    public async Task ReadAsync_InputThatBreaksCarelessReaders_IsRead(string name)
    {
        byte[] octets = FuzzSeeds.Crashers().Single(crasher => crasher.Name == name).Octets;

        LookupResult<MessageStructure> result = await new MimeMessageReader().ReadAsync(MessageContent.FromMemory(octets), TestContext.Current.CancellationToken);

        Assert.True(result.IsFound, result.Reason);
        Assert.DoesNotContain("deep", result.Value.Incomplete ?? "", StringComparison.Ordinal);
    }

    /// <summary>Runs on another thread, so that a reader that never returns is seen from here.</summary>
    private static async Task ExecuteAsync(FuzzRun run)
    {
        Task running = Task.Run(() => run.ExecuteAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        int done = -1;
        while (true)
        {
            try
            {
                await running.WaitAsync(Patience, TestContext.Current.CancellationToken);
                return;
            }
            catch (TimeoutException) when (run.Done > done)
            {
                done = run.Done;
            }
        }
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
