using Submission.Policy.Specification;

namespace Submission.Policy.Yaml.Reading;

/// <summary>A finished node and its size with all aliases written out.</summary>
/// <param name="Node">The node.</param>
/// <param name="Nodes">How many nodes it is, itself among them.</param>
/// <param name="Height">How many levels it has.</param>
internal readonly record struct BuiltNode(SpecNode Node, long Nodes, int Height);

/// <summary>Sums up the size of a list or a mapping.</summary>
internal struct TreeSize
{
    private long _nodes;
    private int _height;

    public void Add(BuiltNode child)
    {
        _nodes += child.Nodes;
        _height = Math.Max(_height, child.Height);
    }

    public readonly BuiltNode Of(SpecNode node) => new(node, _nodes + 1, _height + 1);
}
