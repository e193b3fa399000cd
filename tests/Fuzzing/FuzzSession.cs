using System.Globalization;
using Xunit;

namespace Submission.Tests.Fuzzing;

/// <summary>
/// Fuzzes for some seconds in each test run, and for as long as one wants on demand: <c>FUZZ_SECONDS=600</c> for each target, or with <c>FUZZ_TARGETS=data,auth</c> for these, <c>FUZZ_SEED=7</c> for other inputs, and
/// <c>FUZZ_KEEP=folder</c> for the inputs that together take every way that was found, which may become seeds. An input that breaks the code is printed as a line for <c>Corpus/NAME.txt</c>.
/// </summary>
internal static class FuzzSession
{
    private const int DefaultSeconds = 7;
    private const int DefaultSeed = 20261129;

    /// <summary>How long nothing may move before the run is taken for hung.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public static async Task RunAsync(FuzzTarget target, params string[] assemblies)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        int seconds = IsWanted(target.Name) ? Setting("FUZZ_SECONDS", DefaultSeconds) : 1;
        int seed = Setting("FUZZ_SEED", DefaultSeed);
        using var instrumented = new InstrumentedContext(assemblies);
        var run = new FuzzRun(target, instrumented.Load(target), FuzzCorpus.Seeds(target.Name), new Random(seed));
        try
        {
            await WatchAsync(run, Task.Run(() => run.Execute(TimeSpan.FromSeconds(seconds), cancellation), cancellation), cancellation);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Assert.Fail($"seed {seed}, input {run.Done}. A line for Corpus/{target.Name}.txt:\n{FuzzText.Escape(run.Current)}\n{failure}");
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{target.Name}: {run.Done} inputs in {seconds} s, {run.Jumps} jumps seen, {run.Kept} inputs kept, at most {run.Largest} octets allocated for one"));
        if (Environment.GetEnvironmentVariable("FUZZ_KEEP") is { Length: > 0 } folder) FuzzCorpus.Write(folder, target.Name, run.Distil());
    }

    /// <summary>Watches from another thread, so that an input that never comes to its end is seen.</summary>
    private static async Task WatchAsync(FuzzRun run, Task running, CancellationToken cancellation)
    {
        long done = -1;
        while (true)
        {
            try
            {
                await running.WaitAsync(Patience, cancellation);
                return;
            }
            catch (TimeoutException) when (run.Done > done)
            {
                done = run.Done;
            }
        }
    }

    private static bool IsWanted(string target) =>
        Environment.GetEnvironmentVariable("FUZZ_TARGETS") is not { Length: > 0 } targets || targets.Split(',').Contains(target, StringComparer.Ordinal);

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
