using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Submission.Gateway.Routing;
using Submission.Policy.Specification;

namespace Submission.Gateway.Tests.Routing;

public sealed class DeliveryPolicyFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("delivery-policy-").FullName;

    private string FilePath => Path.Combine(_directory, "delivery.yaml");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Reload_ValidThenInvalidThenGone_KeepsTheLastValid()
    {
        File.WriteAllText(FilePath, "default: { connections: 3 }");
        DeliveryPolicyFile file = DeliveryPolicyFile.Open(FilePath, NullLogger<DeliveryPolicyFile>.Instance);
        Assert.Equal(3, file.Current.Default.MaximumConnections);

        File.WriteAllText(FilePath, "default: { connections: 4 }");
        Assert.True(file.Reload());
        Assert.Equal(4, file.Current.Default.MaximumConnections);

        File.WriteAllText(FilePath, "default: { connections: five }");
        Assert.False(file.Reload());
        File.Delete(FilePath);
        Assert.False(file.Reload());
        Assert.Equal(4, file.Current.Default.MaximumConnections);
    }

    [Fact]
    public void Open_FileWithErrors_ThrowsThemAll()
    {
        File.WriteAllText(FilePath, "defaults: {}\nprovider: []");
        InvalidDataException failure = Assert.Throws<InvalidDataException>(() => DeliveryPolicyFile.Open(FilePath, NullLogger<DeliveryPolicyFile>.Instance));
        Assert.Equal(string.Join('\n', DeliveryPolicyFile.Check(FilePath)), failure.Message);
        Assert.Equal(2, DeliveryPolicyFile.Check(FilePath).Length);
    }

    [Fact]
    public void Check_MissingOrTooLargeFile_IsAnError()
    {
        Assert.StartsWith($"{FilePath}:1:1: The file cannot be read: ", Assert.Single(DeliveryPolicyFile.Check(FilePath)).ToString(), StringComparison.Ordinal);
        using (FileStream large = File.Create(FilePath)) large.SetLength((16 * 1024 * 1024) + 1);
        Assert.Equal($"{FilePath}:1:1: The file is larger than 16 MiB.", Assert.Single(DeliveryPolicyFile.Check(FilePath)).ToString());
    }

    [Fact]
    public void Documentation_EveryExample_CanBeUsed()
    {
        string[] examples = [.. File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "delivery-policy.md")).Split("```yaml\n").Skip(1).Select(static text => text.Split("```")[0])];
        Assert.InRange(examples.Length, 3, 100);
        foreach (string example in examples)
        {
            DeliveryPolicyFile.Parse("delivery-policy.md", Encoding.UTF8.GetBytes(example), out ImmutableArray<SpecError> errors);
            Assert.True(errors.IsEmpty, string.Join('\n', errors) + "\n" + example);
        }
    }
}
