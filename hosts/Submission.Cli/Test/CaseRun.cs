using System.Globalization;
using Spectre.Console;
using Submission.Cli.Output;
using Submission.Policy.Testing;

namespace Submission.Cli.Test;

/// <summary>One run of the cases; on a terminal it shows how far it is.</summary>
internal static class CaseRun
{
    public static async Task<GoldenCaseReport> RunAsync(string folder, CaseFilter? filter, bool records, Terminal terminal, CancellationToken cancellationToken)
    {
        if (terminal.IsOutputRedirected || !terminal.Out.Profile.Capabilities.Interactive) return await RunCasesAsync(folder, filter, records, null, cancellationToken);
        return await terminal.Out.Status().StartAsync(
            "reading the cases",
            status =>
            {
                int passed = 0;
                int failed = 0;
                var progress = new CaseProgress(result =>
                {
                    int good = result.IsPassed ? Interlocked.Increment(ref passed) : Volatile.Read(ref passed);
                    int bad = result.IsPassed ? Volatile.Read(ref failed) : Interlocked.Increment(ref failed);
                    status.Status(Markup.Escape(string.Create(CultureInfo.InvariantCulture, $"{good} passed, {bad} failed  {result.Name}")));
                });
                return RunCasesAsync(folder, filter, records, progress, cancellationToken);
            });
    }

    private static Task<GoldenCaseReport> RunCasesAsync(string folder, CaseFilter? filter, bool records, IProgress<GoldenCaseResult>? progress, CancellationToken cancellationToken)
    {
        var options = new GoldenCaseOptions { Filter = filter is null ? null : filter.Takes, Record = records, Progress = progress };
        return new GoldenCaseRunner(options).RunAsync(folder, cancellationToken);
    }

    /// <summary>Tells at once and on the thread of the case: the usual class would tell after the run.</summary>
    private sealed class CaseProgress(Action<GoldenCaseResult> tell) : IProgress<GoldenCaseResult>
    {
        public void Report(GoldenCaseResult value) => tell(value);
    }
}
