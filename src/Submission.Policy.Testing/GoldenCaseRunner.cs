using System.Collections.Immutable;
using Submission.Policy.Specification;
using Submission.Policy.Testing.Cases;
using Submission.Policy.Testing.Running;
using Submission.Policy.Yaml;

namespace Submission.Policy.Testing;

/// <summary>
/// Runs the golden cases of a policy: <c>cases/&lt;rule&gt;/*.yaml</c> in its folder, each with a world of its own, in virtual time and without a network. Thread-safe.
/// </summary>
/// <param name="options">How they are run; <see langword="null"/> for the defaults.</param>
public sealed class GoldenCaseRunner(GoldenCaseOptions? options = null)
{
    private readonly GoldenCaseOptions _options = options ?? new GoldenCaseOptions();

    /// <summary>Runs the cases.</summary>
    /// <param name="policyFolder">The folder with <c>policy.yaml</c>, <c>rules</c> and <c>cases</c>.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>What came of it. A wrong file is an error of the report, not an exception.</returns>
    /// <exception cref="IOException">A case cannot be read, or a record not be written.</exception>
    public async Task<GoldenCaseReport> RunAsync(string policyFolder, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(policyFolder);
        PolicySpecResult read = new YamlPolicyFolder(policyFolder).Read();
        ImmutableArray<SpecError> wrong = FindErrors(read);
        if (read.Spec is null || !wrong.IsEmpty) return new GoldenCaseReport(read.Spec?.Name ?? "", wrong, [], new PolicyCoverage(0, 0, [], []));

        var errors = new List<SpecError>();
        var cases = new List<GoldenCase>();
        foreach (string file in CaseReader.FindFiles(policyFolder))
        {
            if (_options.Filter is not null && !_options.Filter(CaseReader.NameOf(policyFolder, file))) continue;
            if (await CaseReader.ReadAsync(policyFolder, file, errors, cancellationToken).ConfigureAwait(false) is { } found) cases.Add(found);
        }

        var results = new GoldenCaseResult[cases.Count];
        await Parallel.ForAsync(
            0,
            cases.Count,
            cancellationToken,
            async (index, cancel) =>
            {
                results[index] = await RunAsync(cases[index], read.Spec, cancel).ConfigureAwait(false);
                _options.Progress?.Report(results[index]);
            }).ConfigureAwait(false);
        return new GoldenCaseReport(read.Spec.Name, [.. errors], [.. results], Cover(read.Spec, results));
    }

    internal async Task<GoldenCaseResult> RunAsync(GoldenCase golden, PolicySpec policy, CancellationToken cancellationToken)
    {
        var record = new GoldenRecord(golden);
        CaseTrace? trace = _options.Record || record.Exists ? new CaseTrace(golden.Name) : null;
        try
        {
            var world = new FakeWorld(golden.Given);
            var evidence = new CaseEvidence();
            EngineCaseHost host = new(world, world.CreateEngine(new ReadPolicy(policy), _options.Configure), evidence);
            CasePlayer player = new(host, golden, world.Clock, trace);
            await using (host.ConfigureAwait(false))
            await using (player.ConfigureAwait(false))
            {
                ImmutableArray<CaseDifference> differences = (await player.PlayAsync(cancellationToken).ConfigureAwait(false)).Differences;
                if (_options.Record && differences.IsEmpty) await record.WriteAsync(trace!.ToString(), cancellationToken).ConfigureAwait(false);
                else if (trace is not null && differences.IsEmpty) differences = await record.CompareAsync(trace.ToString(), cancellationToken).ConfigureAwait(false);
                return new GoldenCaseResult(golden.Name, golden.File, golden.About, differences) { Evidence = evidence, World = world };
            }
        }
        catch (PolicyException exception)
        {
            // The policy was right; what is wrong are the lists that the case replaces.
            return new GoldenCaseResult(
                golden.Name,
                golden.File,
                golden.About,
                [.. exception.Errors.Select(static error => new CaseDifference(error.Location, "given", 0, "a policy that can be used", error.Message))]);
        }
    }

    private ImmutableArray<SpecError> FindErrors(PolicySpecResult read)
    {
        if (read.Spec is null || !read.Errors.IsEmpty) return read.Errors;
        try
        {
            _ = new FakeWorld().CreateEngine(new ReadPolicy(read.Spec), _options.Configure);
            return [];
        }
        catch (PolicyException exception)
        {
            return exception.Errors;
        }
    }

    private static PolicyCoverage Cover(PolicySpec policy, GoldenCaseResult[] results)
    {
        var catalog = new ReasonCatalog(policy);
        RuleId[] rules = [.. policy.Rules.Select(static rule => new RuleId(rule.Id.Value))];
        return new PolicyCoverage(
            rules.Length,
            catalog.Count,
            [.. rules.Where(rule => !results.Any(result => result.Evidence.Exercises(rule)))],
            catalog.Unreached(results.Select(static result => result.Evidence)));
    }
}
