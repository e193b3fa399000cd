using Submission.Gateway.Queue;

namespace Submission.Gateway.Tests.Queue;

/// <summary>The queue in SQLite does what every queue must do.</summary>
public sealed class SqliteMessageQueueTests : MessageQueueSuite
{
    private readonly SqliteQueueFolder _folder = new();

    protected override Task<IMessageQueue> OpenAsync() => Task.FromResult<IMessageQueue>(_folder.Open());

    protected override Task PassAsync(TimeSpan time)
    {
        _folder.Clock.Advance(time);
        return Task.CompletedTask;
    }

    protected override Task CloseAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }
}
