namespace Submission.Policy.Content.Structure;

/// <summary>Takes octets as they come, in pieces of any size; the result never depends on how they were cut. Not thread-safe.</summary>
internal abstract class ContentSink
{
    /// <summary>Whether further octets would not change anything.</summary>
    public virtual bool IsDone => false;

    /// <summary>Takes the next octets.</summary>
    public abstract void Write(ReadOnlySpan<byte> octets);

    /// <summary>Takes the next octets, which are a line or a fragment of one; saves who wants lines to look for their ends again.</summary>
    public virtual void WriteLine(ReadOnlySpan<byte> line, bool begins, bool ends) => Write(line);

    /// <summary>Says that there are no more octets.</summary>
    public virtual void Complete()
    {
    }
}
