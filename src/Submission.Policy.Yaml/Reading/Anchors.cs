namespace Submission.Policy.Yaml.Reading;

/// <summary>The anchors of a document.</summary>
internal sealed class Anchors
{
    // An anchor without a node is one whose node is not finished: an alias to it would stand within itself.
    private readonly Dictionary<string, BuiltNode?> _nodes = new(StringComparer.Ordinal);

    public static bool IsName(string name) => name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    public void Clear() => _nodes.Clear();

    public void Open(string name) => _nodes[name] = null;

    public void Close(string name, BuiltNode node) => _nodes[name] = node;

    public bool IsOpen(string name) => _nodes.TryGetValue(name, out BuiltNode? node) && node is null;

    public BuiltNode? Find(string name) => _nodes.GetValueOrDefault(name);
}
