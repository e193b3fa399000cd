namespace Submission.Policy.Expressions;

/// <summary>Reads a fact; fails the evaluation where it is not known.</summary>
internal delegate T FactReader<T>(ref Evaluation evaluation);

/// <summary>The form in which a fact's text is always written, so that other forms can never equal it.</summary>
internal enum FactForm
{
    Free,
    Address,
    Domain,
    Country,
    SpamVerdict,
}

/// <summary>Something that expressions and replies can name, such as <c>sender.domain</c>. Immutable and thread-safe.</summary>
internal sealed class Fact(string name, PolicyStages stages, Node node, string about, FactForm form, MessageNeeds needs = MessageNeeds.None)
{
    /// <summary>The dotted name.</summary>
    public string Name { get; } = name;

    public ExpressionType Type => Node.Type;

    /// <summary>The stages at which it is known.</summary>
    public PolicyStages Stages { get; } = stages;

    /// <summary>One sentence for the documentation.</summary>
    public string About { get; } = about;

    public FactForm Form { get; } = form;

    /// <summary>What must have been found out about the message before it can be read.</summary>
    public MessageNeeds Needs { get; } = needs;

    /// <summary>What reads it; always the same instance.</summary>
    public Node Node { get; } = node;

    /// <summary>The value as text; <see langword="null"/> where it is not known.</summary>
    public string? Text(PolicyContext context)
    {
        Evaluation evaluation = new(context);
        string text = Node.Text(ref evaluation);
        return evaluation.Failed ? null : text;
    }

    /// <summary>The value as text, or why it is not known.</summary>
    public string TextOrReason(PolicyContext context)
    {
        Evaluation evaluation = new(context);
        string text = Node.Text(ref evaluation);
        return evaluation.Failed ? $"({evaluation.Error})" : text;
    }
}

internal sealed class FactNode<T>(ExpressionType type, FactReader<T> read) : Node<T>(type)
{
    public override T Evaluate(ref Evaluation evaluation) => read(ref evaluation);

    public override Node Fold() => this;
}
