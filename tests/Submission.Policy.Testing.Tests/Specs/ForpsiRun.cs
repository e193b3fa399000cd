using System.Collections.Immutable;
using Submission.Policy.Specification;
using Submission.Policy.Testing.Cases;
using Submission.Policy.Testing.Tests.Specs;
using Submission.Policy.Yaml;

[assembly: AssemblyFixture(typeof(ForpsiRun))]

namespace Submission.Policy.Testing.Tests.Specs;

/// <summary>One run of all golden cases of the shipped policy, shared by the tests that look at it.</summary>
public sealed class ForpsiRun : IAsyncLifetime
{
    public GoldenCaseReport Report { get; private set; } = null!;

    public PolicySpec Policy { get; private set; } = null!;

    internal ImmutableArray<GoldenCase> Cases { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        Policy = new YamlPolicyFolder(Repository.Forpsi).Read().Spec ?? throw new InvalidOperationException("The shipped policy cannot be read.");
        Report = await new GoldenCaseRunner().RunAsync(Repository.Forpsi);
        ImmutableArray<GoldenCase>.Builder cases = ImmutableArray.CreateBuilder<GoldenCase>();
        foreach (string file in CaseReader.FindFiles(Repository.Forpsi))
        {
            if (await CaseReader.ReadAsync(Repository.Forpsi, file, [], CancellationToken.None) is { } found) cases.Add(found);
        }

        Cases = cases.ToImmutable();
    }

    public ValueTask DisposeAsync() => default;
}
