using System.Globalization;
using Submission.Policy.Specification;

namespace Submission.Policy.Yaml.Reading;

/// <summary>Reads the documents of a file one by one.</summary>
internal static class YamlFile
{
    public static List<YamlDocument> Read(string file, string text, YamlLimits limits, SpecErrors errors)
    {
        var documents = new List<YamlDocument>();
        var budget = new NodeBudget(limits);
        int parts = 0;
        foreach (DocumentText part in DocumentSplitter.Split(file, text))
        {
            if (errors.IsFull || budget.IsSpent) break;
            if (++parts > limits.MaximumDocuments)
            {
                string message = string.Create(CultureInfo.InvariantCulture, $"The file has more than {limits.MaximumDocuments:N0} documents.");
                errors.Add(part.Locate(1, 1), message, "Split it.");
                break;
            }

            if (FindDirective(part) is { } directive)
            {
                errors.Add(directive, "A line that begins with % is a YAML directive, which means nothing here.", "Remove the line.");
                continue;
            }

            ReadPart(part, budget, errors, documents);
        }

        return documents;
    }

    private static void ReadPart(DocumentText part, NodeBudget budget, SpecErrors errors, List<YamlDocument> documents)
    {
        int before = errors.Count;
        int first = documents.Count;
        var events = new YamlEvents(part);
        var builder = new NodeBuilder(part, events, budget, errors);
        while (events.MoveToDocument())
        {
            SpecNode? root = builder.BuildDocument();
            if (root is null) break;
            if (root is not SpecScalar { Value: "", IsQuoted: false }) documents.Add(new YamlDocument(root, part));
        }

        if (events.Failure is { } failure) SyntaxDiagnosis.Report(part, failure, builder.OpenFlow, errors);
        // What was read before the failure is only a piece of what somebody meant; judging it would find faults that are none.
        if (events.Failure is not null || builder.IsStopped)
        {
            documents.RemoveRange(first, documents.Count - first);
            documents.Add(new YamlDocument(null, part));
        }

        if (part.Guess("rule") is { } rule) errors.NameRule(before, rule);
    }

    private static SpecLocation? FindDirective(DocumentText part)
    {
        for (int line = 1; line <= part.LineCount; line++)
        {
            string text = part.Line(line);
            if (text.StartsWith('%')) return part.Locate(line, 1);
            string trimmed = text.Trim();
            if (trimmed.Length > 0 && trimmed[0] != '#') return null;
        }

        return null;
    }
}
