using System.Collections.Immutable;
using System.Globalization;
using Submission.Policy.Specification;
using Submission.Policy.Yaml.Reading;

namespace Submission.Policy.Yaml.Policies;

/// <summary>Reads a list that stands in a file: one entry a line; a <c>#</c> at the beginning or after a blank begins a comment.</summary>
internal static class ListFile
{
    public static ImmutableArray<SpecScalar> Parse(string file, string text, YamlLimits limits, SpecErrors errors)
    {
        ImmutableArray<SpecScalar>.Builder entries = ImmutableArray.CreateBuilder<SpecScalar>();
        int number = 0;
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            number++;
            ReadOnlySpan<char> entry = line[..FindComment(line)].TrimEnd();
            int column = entry.Length - entry.TrimStart().Length + 1;
            entry = entry.TrimStart();
            if (entry.IsEmpty) continue;
            var location = new SpecLocation(file, number, column);
            if (entries.Count == limits.MaximumListEntries)
            {
                errors.Add(location, string.Create(CultureInfo.InvariantCulture, $"The list has more than {limits.MaximumListEntries:N0} entries."), "Make it shorter.");
                break;
            }

            entries.Add(new SpecScalar(location, entry.ToString()));
        }

        return entries.ToImmutable();
    }

    private static int FindComment(ReadOnlySpan<char> line)
    {
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '#' && (i == 0 || line[i - 1] is ' ' or '\t')) return i;
        }

        return line.Length;
    }
}
