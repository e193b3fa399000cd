using Submission.Policy.Specification;

namespace Submission.Policy.Yaml.Tests;

public sealed class PolicySpecsTests
{
    [Fact]
    public void Forpsi_Embedded_IsTheShippedFolderWithoutError()
    {
        PolicySpecResult embedded = PolicySpecs.Forpsi.Read();
        PolicySpecResult folder = new YamlPolicyFolder(Path.Combine(Repository.Root, "specs/forpsi")).Read();

        Assert.Empty(embedded.Errors);
        Assert.Empty(folder.Errors);
        Assert.Equal("forpsi", embedded.Spec!.Name);
        Assert.Equal(folder.Spec!.About, embedded.Spec.About);
        Assert.Equal(folder.Spec.Rules.Select(static rule => Tree.Write(rule.Body)), embedded.Spec.Rules.Select(static rule => Tree.Write(rule.Body)));
        Assert.Equal(
            folder.Spec.Lists.Select(static list => (list.Name.Value, string.Join('\n', list.Items.Select(static item => item.Value)))),
            embedded.Spec.Lists.Select(static list => (list.Name.Value, string.Join('\n', list.Items.Select(static item => item.Value)))));
        Assert.All(embedded.Spec.Rules, static rule => Assert.StartsWith("specs/forpsi/rules/", rule.Id.Location.File, StringComparison.Ordinal));
        Assert.Equal("specs/forpsi (embedded)", PolicySpecs.Forpsi.Source);
    }
}
