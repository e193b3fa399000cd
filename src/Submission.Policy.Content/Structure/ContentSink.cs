namespace Submission.Policy.Content.Structure;

/// <summary>Takes octets as they come, in pieces of any size; the result never depends on how they were cut. Not thread-safe.</summary>
internal abstract class ContentSink
{
    /// <summary>Whether further octets would not change anything.</summary>
    public virtual bool IsDone => false;

    /// <summary>Takes the next octets.</summary>
    public abstract void Write(ReadOnlySpan<byte> octets);

    /// <summary>Says that there are no more octets.</summary>
    public virtual void Complete()
    {
    }
}
