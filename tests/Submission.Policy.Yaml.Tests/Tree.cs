using System.Globalization;
using System.Text;
using Submission.Policy.Specification;

namespace Submission.Policy.Yaml.Tests;

/// <summary>Writes a tree with all places, for comparison.</summary>
internal static class Tree
{
    public static string Write(SpecNode node)
    {
        var text = new StringBuilder();
        Write(node, text);
        return text.ToString();
    }

    private static void Write(SpecNode node, StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"@{node.Location.Line}:{node.Location.Column} ");
        switch (node)
        {
            case SpecScalar scalar:
                text.Append(CultureInfo.InvariantCulture, $"'{scalar.Value}'{(scalar.IsQuoted ? "q" : "")}{(scalar.IsBlock ? "b" : "")} ");
                break;
            case SpecSequence sequence:
                text.Append("[ ");
                foreach (SpecNode item in sequence.Items) Write(item, text);
                text.Append("] ");
                break;
            case SpecMapping mapping:
                text.Append("{ ");
                foreach (SpecEntry entry in mapping.Entries)
                {
                    Write(entry.Key, text);
                    text.Append("= ");
                    Write(entry.Value, text);
                }

                text.Append("} ");
                break;
            default:
                throw new InvalidOperationException($"Unknown node {node.GetType()}.");
        }
    }
}
