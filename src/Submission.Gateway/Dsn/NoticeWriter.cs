using Submission.Gateway.Queue;
using Submission.Smtp.Content;

namespace Submission.Gateway.Dsn;

/// <summary>Writes delivery status notifications (RFC 3464). Thread-safe.</summary>
internal sealed class NoticeWriter(GatewayOptions options, TimeProvider time)
{
    /// <summary>Writes the one notice that tells of all that is owed.</summary>
    /// <param name="owed">What is owed.</param>
    /// <param name="body">The body of the message; <see langword="null"/> where it can no longer be read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The notice; <see langword="null"/> where none may be sent.</returns>
    public ValueTask<NewMessage?> WriteAsync(OwedNotices owed, MessageBody? body, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{options.Hostname} {time.GetUtcNow():O} {owed.Token} {body?.Length} {cancellationToken.IsCancellationRequested}");
}
