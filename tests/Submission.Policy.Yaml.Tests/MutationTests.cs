using CsCheck;
using Submission.Policy.Specification;

namespace Submission.Policy.Yaml.Tests;

/// <summary>Spoils every shipped file in seeded ways: there is always a result, in time and in bounds.</summary>
[Collection(MeasuringTests.Name)]
public sealed class MutationTests
{
    private const int MutationsPerFile = 200;
    private const int MutationsPerCase = 20;
    private static readonly byte[] Metacharacters = [.. "!&*@`%|>'\"[]{},:-?#\t\n\r \\~<"u8, 0x00, 0xFF, 0xC3];

    [Fact]
    public void ReadDocuments_EveryShippedFile_IsRight() =>
        Assert.All(Repository.Specs, static path => Assert.Empty(YamlSpecReader.ReadDocuments(path, Repository.Read(path)).Errors));

    [Fact]
    public void ReadDocuments_MutationsOfEveryShippedFile_GiveAResultInBounds()
    {
        int wrong = 0;
        int seed = 1;
        foreach (string path in Repository.Specs)
        {
            byte[] original = Repository.Read(path);
            int mutations = path.Contains("/cases/", StringComparison.Ordinal) ? MutationsPerCase : MutationsPerFile;
            for (int i = 0; i < mutations; i++)
            {
                byte[] mutated = Mutate(original, new Random(seed++));
                YamlReadResult result = Measured.Read(path, mutated);
                Check(result, seed);
                if (result.Errors.Length > 0) wrong++;
            }
        }

        // Were nearly all mutations harmless, the test would not try what it says.
        Assert.InRange(wrong, seed / 10, seed);
    }

    [Fact]
    public void Read_MutationsOfTheShippedPolicy_GiveAResultInBounds()
    {
        string[] files = [.. Repository.Specs.Where(static path => path.StartsWith("specs/forpsi/", StringComparison.Ordinal) && !path.Contains("/cases/", StringComparison.Ordinal))];
        for (int seed = 1; seed <= MutationsPerFile; seed++)
        {
            var random = new Random(seed);
            Dictionary<string, string> policy = files.ToDictionary(
                static path => path["specs/forpsi/".Length..],
                path => System.Text.Encoding.Latin1.GetString(random.Next(3) == 0 ? Mutate(Repository.Read(path), random) : Repository.Read(path)));

            PolicySpecResult result = Measured.Run(() => new InMemoryYamlPolicy("mutated", policy).Read());

            Assert.True(result.Spec is not null || result.Errors.Length > 0);
        }
    }

    [Fact]
    public void ReadDocuments_RandomBytes_GiveAResultInBounds() =>
        Gen.Byte.Array[0, 2_000].Sample(static bytes => Check(Measured.Read("random", bytes), 0), iter: 2_000);

    [Fact]
    public void ReadDocuments_RandomMetacharacters_GiveAResultInBounds() =>
        Gen.String[Gen.Char["!&*@`%|>'\"[]{},:-?#\t\n\r \\~<ab1é"], 0, 60].Sample(
            static text => Check(YamlSpecReader.ReadDocuments("random", text), 0), iter: 100_000);

    private static void Check(YamlReadResult result, int seed)
    {
        foreach (SpecError error in result.Errors)
            Assert.True(error.Location is { Line: > 0, Column: > 0 } && error.Message.Length > 0, $"seed {seed}: {error}");
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        List<byte> bytes = [.. original];
        for (int count = random.Next(1, 4); count > 0; count--)
        {
            int at = random.Next(bytes.Count + 1);
            int length = random.Next(Math.Min(40, bytes.Count - at) + 1);
            switch (random.Next(5))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                    break;
                case 3:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes.Insert(at, Metacharacters[random.Next(Metacharacters.Length)]);
                    break;
            }
        }

        return [.. bytes];
    }
}
