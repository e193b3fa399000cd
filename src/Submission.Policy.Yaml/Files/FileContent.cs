using System.Collections.Immutable;

namespace Submission.Policy.Yaml.Files;

/// <summary>What reading a file gave.</summary>
/// <param name="Bytes">The bytes.</param>
/// <param name="Problem">Why it could not be read, as the end of a sentence that begins with its name; <see langword="null"/> where it could.</param>
internal readonly record struct FileContent(ReadOnlyMemory<byte> Bytes, string? Problem)
{
    public static FileContent Of(ReadOnlyMemory<byte> bytes) => new(bytes, null);

    public static FileContent Unreadable(string problem) => new(default, problem);
}

/// <summary>The files of the rules.</summary>
/// <param name="Paths">Their paths, relative to the policy.</param>
/// <param name="Problem">Why the folder could not be read; <see langword="null"/> where it could.</param>
internal readonly record struct RuleFileList(ImmutableArray<string> Paths, string? Problem);
