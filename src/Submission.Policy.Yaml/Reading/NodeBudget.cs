namespace Submission.Policy.Yaml.Reading;

/// <summary>Counts the values of a file, those behind aliases as often as they would stand there.</summary>
internal sealed class NodeBudget(YamlLimits limits)
{
    private long _nodes;

    public int MaximumDepth => limits.MaximumDepth;

    public int MaximumNodes => limits.MaximumNodes;

    public bool IsSpent => _nodes > limits.MaximumNodes;

    /// <summary>Takes values; whether there were enough left.</summary>
    public bool TryTake(long nodes)
    {
        _nodes += nodes;
        return !IsSpent;
    }
}
