using System.Collections.Immutable;
using Submission.Policy.Specification;
using Submission.Policy.Testing.Cases;
using Submission.Policy.Yaml;

namespace Conformance.Worlds;

/// <summary>The golden cases of the shipped policy, read once.</summary>
internal static class GoldenCases
{
    private static readonly Lazy<Task<ImmutableArray<GoldenCase>>> Read = new(ReadAsync);

    public static string Folder { get; } = Path.Combine(RepositoryRoot.Path, "specs", "forpsi");

    public static PolicySpec Policy { get; } = new YamlPolicyFolder(Folder).Read().Spec ?? throw new InvalidOperationException("The shipped policy cannot be read.");

    public static Task<ImmutableArray<GoldenCase>> All => Read.Value;

    /// <summary>The rule that a case is about: the name of its folder.</summary>
    public static string RuleOf(GoldenCase golden) => golden.Name.Split('/')[0];

    private static async Task<ImmutableArray<GoldenCase>> ReadAsync()
    {
        ImmutableArray<GoldenCase>.Builder cases = ImmutableArray.CreateBuilder<GoldenCase>();
        foreach (string file in CaseReader.FindFiles(Folder))
            cases.Add(await CaseReader.ReadAsync(Folder, file, [], CancellationToken.None) ?? throw new InvalidOperationException($"The case '{file}' cannot be read."));
        return cases.ToImmutable();
    }
}
