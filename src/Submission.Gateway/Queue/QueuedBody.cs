using Submission.Smtp.Content;

namespace Submission.Gateway.Queue;

/// <summary>The body of a queued message, open for reading. Dispose it to let go of what it holds.</summary>
/// <param name="content">The octets.</param>
/// <param name="resource">What is disposed with it; <see langword="null"/> (the default) for nothing.</param>
public sealed class QueuedBody(MessageBody content, IDisposable? resource = null) : IDisposable
{
    /// <summary>The exact octets that were accepted.</summary>
    public MessageBody Content { get; } = content;

    /// <inheritdoc/>
    public void Dispose() => resource?.Dispose();
}
