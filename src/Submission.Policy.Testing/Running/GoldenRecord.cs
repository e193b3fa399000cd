using System.Collections.Immutable;
using System.Text;
using Submission.Policy.Specification;
using Submission.Policy.Testing.Cases;

namespace Submission.Policy.Testing.Running;

/// <summary>The recorded decisions beside a case.</summary>
internal sealed class GoldenRecord(GoldenCase golden)
{
    private readonly string _file = golden.File[..^".yaml".Length] + CaseReader.GoldenEnding;

    public bool Exists => File.Exists(_file);

    public Task WriteAsync(string text, CancellationToken cancellationToken) =>
        File.WriteAllBytesAsync(_file, Encoding.UTF8.GetBytes(text), cancellationToken);

    /// <summary>Finds the first line that differs.</summary>
    public async Task<ImmutableArray<CaseDifference>> CompareAsync(string text, CancellationToken cancellationToken)
    {
        byte[] recorded = await File.ReadAllBytesAsync(_file, cancellationToken).ConfigureAwait(false);
        if (recorded.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(text))) return [];
        string[] expected = Encoding.UTF8.GetString(recorded).Split('\n');
        string[] got = text.Split('\n');
        int line = 0;
        while (line < expected.Length && line < got.Length && string.Equals(expected[line], got[line], StringComparison.Ordinal)) line++;
        return
        [
            new CaseDifference(
                new SpecLocation(_file, line + 1, 1),
                "the recorded decisions",
                0,
                line < expected.Length ? expected[line].Trim() : "the end of the file",
                line < got.Length ? got[line].Trim() : "the end of the decisions"),
        ];
    }
}
