using Submission.Gateway.Queue;

namespace Submission.Gateway.Delivery;

/// <summary>A claimed delivery in the hands of the engine.</summary>
/// <param name="delivery">The delivery.</param>
/// <param name="destination">What counts it.</param>
/// <param name="takenAt">When it was claimed (<see cref="TimeProvider.GetTimestamp"/>).</param>
internal sealed class Claim(QueuedDelivery delivery, DestinationState destination, long takenAt)
{
    private long _renewedAt = takenAt;

    public QueuedDelivery Delivery { get; } = delivery;

    public DestinationState Destination { get; } = destination;

    /// <summary>The lane that counts it; <see langword="null"/> until its route is found.</summary>
    public ActiveLane? Lane { get; private set; }

    /// <summary>Counts it in its lane too.</summary>
    public void Join(ActiveLane lane)
    {
        Lane = lane;
        lane.Claimed();
    }

    /// <summary>Whether a result of it is with the writer.</summary>
    public bool IsPosted { get; set; }

    public long TakenAt { get; } = takenAt;

    /// <summary>When its lease began last.</summary>
    public long RenewedAt
    {
        get => Volatile.Read(ref _renewedAt);
        set => Volatile.Write(ref _renewedAt, value);
    }

    /// <summary>The age of its message, by the queue's clock and the time that has passed since.</summary>
    public TimeSpan AgeAt(TimeProvider time) => Delivery.Age + time.GetElapsedTime(TakenAt);

    /// <summary>The queue's clock now, by what it told with the claim and the time that has passed since: never before what the queue had noted by then.</summary>
    public DateTimeOffset QueueTime(TimeProvider time) => Delivery.Message.AcceptedAt + AgeAt(time);
}
