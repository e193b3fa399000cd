namespace Submission.Policy.Yaml.Files;

/// <summary>The files of a policy, wherever they are.</summary>
internal interface IPolicyFiles
{
    /// <summary>The file that names the rules, relative to the policy.</summary>
    string Header { get; }

    /// <summary>A file's name as messages show it.</summary>
    /// <param name="path">The path relative to the policy, with <c>/</c>.</param>
    string NameOf(string path);

    /// <summary>The files of the rules, relative to the policy, in a fixed order.</summary>
    /// <param name="maximum">How many are wanted; one more tells that there are too many.</param>
    RuleFileList ListRuleFiles(int maximum);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The path relative to the policy, with <c>/</c>.</param>
    /// <param name="limits">How much is read.</param>
    FileContent Read(string path, YamlLimits limits);
}
