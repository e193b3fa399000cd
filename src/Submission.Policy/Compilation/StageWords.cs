using Submission.Policy.Kinds;
using Submission.Policy.Specification;

namespace Submission.Policy.Compilation;

/// <summary>Reads <c>stage</c>: one stage or a list of them.</summary>
internal static class StageWords
{
    private static readonly string[] Names = ["connect", "helo", "auth", "mail", "rcpt", "message"];

    public static PolicyStages Read(SpecMapping body, List<SpecError> found)
    {
        if (!body.TryGet(CommonWords.Stage, out SpecEntry? entry))
        {
            found.Add(new SpecError(body.Location, "The word 'stage' is missing.", $"Write one or more of: {string.Join(", ", Names)}."));
            return PolicyStages.None;
        }

        PolicyStages stages = PolicyStages.None;
        IEnumerable<SpecNode> items = entry.Value is SpecSequence sequence ? sequence.Items : [entry.Value];
        foreach (SpecNode item in items)
        {
            string name = (item as SpecScalar)?.Value ?? "";
            int index = Array.IndexOf(Names, name);
            if (index < 0)
            {
                found.Add(new SpecError(item.Location, $"'{name}' is not a stage.", RuleBinder.Suggest(name, Names)));
                continue;
            }

            var stage = (PolicyStages)(1 << index);
            if (stages.HasFlag(stage)) found.Add(new SpecError(item.Location, $"The stage '{name}' is given twice."));
            stages |= stage;
        }

        return stages;
    }
}
