using System.Diagnostics;
using Submission.Policy.Specification;

namespace Submission.Policy.Yaml.Tests;

/// <summary>Policies on a real disk: links, rights, pipes, names.</summary>
public sealed class PolicyFolderTests : IDisposable
{
    private const string Head = "policy: p\nlanguage: 1\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("policy-folder-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/policy.yaml")]
    public void Read_Folder_NamesFilesAsTheFolderWasNamed(string ending)
    {
        Write("policy.yaml", Head + "lists: { l: { file: lists/l.txt } }\nrules: [a]\n");
        Write("lists/l.txt", "one\n");
        Write("rules/a.yaml", "rule: a\n");
        Write("rules/.hidden.yaml", "nonsense: : :\n");
        Write("rules/README.md", "# not a rule\n");

        PolicySpecResult result = new YamlPolicyFolder(_folder.FullName + ending).Read();

        Assert.Empty(result.Errors);
        Assert.Equal(new SpecLocation($"{_folder.FullName}/rules/a.yaml", 1, 7), Assert.Single(result.Spec!.Rules).Id.Location);
        Assert.Equal(new SpecLocation($"{_folder.FullName}/lists/l.txt", 1, 1), Assert.Single(result.Spec.Lists[0].Items).Location);
    }

    [Fact]
    public void Read_RelativePath_StaysAsWritten()
    {
        Write("policy.yaml", Head + "rules: [a]\n");
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, _folder.FullName).Replace('\\', '/');

        var policy = new YamlPolicyFolder(relative);

        Assert.Equal(relative, policy.Source);
        Assert.Equal($"{relative}/policy.yaml:3:9", Assert.Single(policy.Read().Errors).Location.ToString());
    }

    [Fact]
    public void Read_SingleFile_HoldsAllAndReadsNoFolder()
    {
        Write("one.yaml", Head + "lists: { l: { file: l.txt } }\nrules: [a]\n---\nrule: a\n");
        Write("l.txt", "x\r\ny\r\n");
        Write("rules/b.yaml", "rule: b\n");

        PolicySpecResult result = new YamlPolicyFolder(PathOf("one.yaml")).Read();

        Assert.Empty(result.Errors);
        Assert.Equal(["x", "y"], result.Spec!.Lists[0].Items.Select(static item => item.Value));
        Assert.Equal("a", Assert.Single(result.Spec.Rules).Id.Value);
    }

    [Fact]
    public void Read_Again_SeesTheChange()
    {
        Write("policy.yaml", Head + "rules: []\n");
        var policy = new YamlPolicyFolder(_folder.FullName);
        Assert.Empty(policy.Read().Spec!.Rules);

        Write("policy.yaml", Head + "rules: [a]\n");
        Write("rules/a.yaml", "rule: a\n");

        Assert.Single(policy.Read().Spec!.Rules);
    }

    [Fact]
    public void Read_NothingThere_IsAnErrorWithTheNameAsWritten()
    {
        PolicySpecResult result = new YamlPolicyFolder(PathOf("nowhere")).Read();

        Assert.Null(result.Spec);
        Assert.Equal($"{PathOf("nowhere")}/policy.yaml:1:1: The file does not exist.", Assert.Single(result.Errors).ToString());
    }

    [Theory]
    [InlineData("lists/escape.txt", "leads out of the folder of the policy")]
    [InlineData("lists/through/etc/hostname", "leads out of the folder of the policy")]
    [InlineData("lists/loop.txt", "leads out of the folder of the policy")]
    [InlineData("lists/dangling.txt", "does not exist")]
    [InlineData("lists", "is a folder")]
    [InlineData("lists/big.txt", "has 1,048,577 bytes; at most 1,048,576 are read")]
    public void Read_ListFileThatCannotBeUsed_IsAnErrorWhereItIsNamed(string path, string problem)
    {
        Write("policy.yaml", Head + $"lists:\n  l: {{ file: {path} }}\nrules: []\n");
        Write("lists/big.txt", new string('x', 1024 * 1024 + 1));
        using var outside = new OutsideFile();
        File.CreateSymbolicLink(PathOf("lists/escape.txt"), outside.Path);
        Directory.CreateSymbolicLink(PathOf("lists/through"), Path.GetPathRoot(outside.Path)!);
        File.CreateSymbolicLink(PathOf("lists/loop.txt"), "loop.txt");
        File.CreateSymbolicLink(PathOf("lists/dangling.txt"), "absent.txt");

        PolicySpecResult result = new YamlPolicyFolder(_folder.FullName).Read();

        Assert.Equal($"{_folder.FullName}/policy.yaml:4:14: The file '{path}' {problem}.", Assert.Single(result.Errors).ToString());
        Assert.Empty(Assert.Single(result.Spec!.Lists).Items);
    }

    [Fact]
    public void Read_LinksThatLeadOutOfTheFolder_AreRefusedForRulesToo()
    {
        using var outside = new OutsideFile();
        Write("policy.yaml", Head + "rules: [a]\n");
        Directory.CreateDirectory(PathOf("rules"));
        File.CreateSymbolicLink(PathOf("rules/a.yaml"), outside.Path);

        PolicySpecResult result = new YamlPolicyFolder(_folder.FullName).Read();

        Assert.Equal($"{_folder.FullName}/rules/a.yaml:1:1: The file leads out of the folder of the policy.", Assert.Single(result.Errors).ToString());
    }

    [Fact]
    public void Read_RuleFolderThatLeadsOut_IsRefused()
    {
        using var outside = new OutsideFile();
        Write("policy.yaml", Head + "rules: [a]\n");
        Directory.CreateSymbolicLink(PathOf("rules"), Path.GetDirectoryName(outside.Path)!);

        PolicySpecResult result = new YamlPolicyFolder(_folder.FullName).Read();

        Assert.Equal($"{_folder.FullName}/rules:1:1: The folder leads out of the folder of the policy.", Assert.Single(result.Errors).ToString());
    }

    [Fact]
    public void Read_LinksWithinTheFolder_AreFollowedAsWhereAConfigurationIsMounted()
    {
        Write("..2026_01/policy.yaml", Head + "rules: [a]\n");
        Write("..2026_01/a.yaml", "rule: a\n");
        Directory.CreateSymbolicLink(PathOf("..data"), "..2026_01");
        File.CreateSymbolicLink(PathOf("policy.yaml"), "..data/policy.yaml");
        Directory.CreateDirectory(PathOf("rules"));
        File.CreateSymbolicLink(PathOf("rules/a.yaml"), "../..data/a.yaml");
        string link = _folder.FullName + "-link";
        Directory.CreateSymbolicLink(link, _folder.FullName);
        try
        {
            PolicySpecResult result = new YamlPolicyFolder(link).Read();

            Assert.Empty(result.Errors);
            Assert.Single(result.Spec!.Rules);
        }
        finally
        {
            File.Delete(link);
        }
    }

    [Fact]
    public async Task Read_Pipe_IsNotWaitedFor()
    {
        Write("policy.yaml", Head + "rules: [a]\n");
        Directory.CreateDirectory(PathOf("rules"));
        using Process make = Process.Start("mkfifo", PathOf("rules/a.yaml"));
        await make.WaitForExitAsync(TestContext.Current.CancellationToken);

        PolicySpecResult result = await Task.Run(() => new YamlPolicyFolder(_folder.FullName).Read(), TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Contains(result.Errors, static error => error.Message == "The file holds no rule.");
    }

    [Fact]
    public void Read_TooLargeOrBinaryRule_IsAnErrorAndTheRestIsRead()
    {
        Write("policy.yaml", Head + "rules: [big, binary, fine]\n");
        Write("rules/big.yaml", "rule: big\n" + new string('#', 1024 * 1024));
        File.WriteAllBytes(PathOf("rules/binary.yaml"), [0x7F, 0x45, 0x4C, 0x46, 0x00, 0xFF]);
        Write("rules/fine.yaml", "rule: fine\n");

        PolicySpecResult result = new YamlPolicyFolder(_folder.FullName).Read();

        Assert.Equal(
            ["The file has 1,048,586 bytes; at most 1,048,576 are read.", "Here the file is not UTF-8: the byte 0xFF has no place."],
            result.Errors.Select(static error => error.Message));
        Assert.Equal("fine", Assert.Single(result.Spec!.Rules).Id.Value);
    }

    [Fact]
    public void Read_MoreRuleFilesThanAllowed_IsAnError()
    {
        Write("policy.yaml", Head + "rules: []\n");
        for (int i = 0; i < 4; i++) Write($"rules/r{i}.yaml", $"rule: r{i}\n");

        PolicySpecResult result = new YamlPolicyFolder(_folder.FullName, new YamlLimits { MaximumRuleFiles = 3 }).Read();

        Assert.Contains($"{_folder.FullName}/rules:1:1: The folder has more than 3 files. Put several rules into one file.", result.Errors.Select(static error => error.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void Constructor_NoPath_Throws(string path) => Assert.Throws<ArgumentException>(() => new YamlPolicyFolder(path));

    private string PathOf(string path) => $"{_folder.FullName}/{path}";

    private void Write(string path, string text)
    {
        string full = PathOf(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    /// <summary>A file beside the policy's folder that no policy may read.</summary>
    private sealed class OutsideFile : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("policy-outside-");

        public OutsideFile()
        {
            Path = System.IO.Path.Combine(_folder.FullName, "a.yaml");
            File.WriteAllText(Path, "rule: a\n");
        }

        public string Path { get; }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
