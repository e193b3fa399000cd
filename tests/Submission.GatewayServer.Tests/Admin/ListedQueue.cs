using Submission.Gateway.Queue;

namespace Submission.GatewayServer.Tests.Admin;

/// <summary>
/// A queue whose content is given, in every state that a real one reaches by and by, and that notes what it is told to change. What operators have to do with is all that it
/// can; the tests of the CLI ask a real one.
/// </summary>
internal sealed class ListedQueue(params IReadOnlyList<QueuedDelivery> deliveries) : IMessageQueue
{
    public List<string> Changes { get; } = [];

    public QueueChange Outcome { get; set; } = new(1, 0);

    public bool IsGone { get; set; }

    public QueueHealth Health { get; set; } = QueueHealth.Good;

    public QueueStatistics Statistics { get; set; } = new() { Messages = 0, Waiting = 0, UnderWay = 0, Held = 0, Destinations = [] };

    public List<DestinationSuspension> Suspensions { get; } = [];

    public ValueTask<IReadOnlyList<QueuedDelivery>> ListAsync(QueueFilter filter, int maximum, long after, CancellationToken cancellationToken) => Answer<IReadOnlyList<QueuedDelivery>>(
        () => [.. deliveries.Where(delivery => delivery.Number > after && IsMeant(delivery, filter)).Take(maximum)]);

    public ValueTask<QueueChange> RetryAsync(QueueFilter filter, CancellationToken cancellationToken) => Change($"retry {filter}");

    public ValueTask<QueueChange> HoldAsync(QueueFilter filter, string reason, TimeSpan? duration, CancellationToken cancellationToken) =>
        Change($"hold {filter} {reason} {duration}");

    public ValueTask<QueueChange> ReleaseAsync(QueueFilter filter, CancellationToken cancellationToken) => Change($"release {filter}");

    public ValueTask<QueueChange> BounceAsync(QueueFilter filter, string reason, CancellationToken cancellationToken) => Change($"bounce {filter} {reason}");

    public ValueTask<QueueChange> DropAsync(QueueFilter filter, CancellationToken cancellationToken) => Change($"drop {filter}");

    public ValueTask<QueueStatistics> CountAsync(int destinations, CancellationToken cancellationToken) =>
        Answer(() => Statistics with { Destinations = [.. Statistics.Destinations.Take(destinations)] });

    public async ValueTask SuspendAsync(string destination, string reason, TimeSpan? duration, CancellationToken cancellationToken) =>
        await Change($"suspend {destination} {reason} {duration}");

    public async ValueTask<bool> ResumeAsync(string destination, CancellationToken cancellationToken) => (await Change($"resume {destination}")).Changed > 0;

    public ValueTask<IReadOnlyList<DestinationSuspension>> SuspensionsAsync(CancellationToken cancellationToken) => Answer<IReadOnlyList<DestinationSuspension>>(() => Suspensions);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public bool HasRoomFor(long size) => throw new NotSupportedException();

    public ValueTask<QueueAddition> AddAsync(NewMessage message, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<DueDestinations> FindDueAsync(int maximum, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<QueuedDelivery>> ClaimAsync(string destination, int maximum, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<QueuedDelivery>> ClaimSuspendedAsync(string destination, int maximum, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<bool> RenewAsync(QueuedDelivery claim, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<QueuedBody?> OpenBodyAsync(QueuedMessage message, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<bool> CompleteAsync(QueuedDelivery claim, DeliveryResult result, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<OwedNotices?> ClaimNoticesAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<bool> CompleteNoticesAsync(OwedNotices claim, NewMessage? notice, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask WaitAsync(TimeSpan limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    private static bool IsMeant(QueuedDelivery delivery, QueueFilter filter) =>
        (filter.Id is null || filter.Id == delivery.Message.Id)
        && (filter.Destination is null || filter.Destination == delivery.Destination)
        && (filter.Sender is null || filter.Sender == delivery.Message.Mail.ReversePath.Canonical)
        && (filter.Account is null || filter.Account == delivery.Message.Account)
        && (filter.State is null || filter.State == delivery.State);

    private ValueTask<QueueChange> Change(string change) => Answer(() =>
    {
        Changes.Add(change);
        return Outcome;
    });

    private async ValueTask<T> Answer<T>(Func<T> answer)
    {
        await Task.Yield();
        return IsGone ? throw new QueueUnavailableException("The database is gone.") : answer();
    }
}
