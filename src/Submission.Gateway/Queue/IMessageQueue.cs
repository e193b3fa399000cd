namespace Submission.Gateway.Queue;

/// <summary>
/// The port behind which accepted messages wait. What <see cref="AddAsync"/> has called stored survives the death of the process and of the machine, until its last
/// recipient is done with and every notice that is owed for it is itself in the queue. Thread-safe.
/// </summary>
/// <remarks>
/// Recipients of one message in one domain form a delivery, which is claimed, tried and put back as a whole; each of its recipients has a state of its own. Time is the queue's
/// own: callers name ages and delays, never moments, so that a wrong clock of theirs changes nothing. Losing what keeps the queue is a value where a client
/// waits for an answer (<see cref="AddAsync"/>), and a <see cref="QueueUnavailableException"/> everywhere else.
/// </remarks>
public interface IMessageQueue : IAsyncDisposable
{
    /// <summary>Whether the queue can take messages, and why not. It heals by itself; reading it costs nothing.</summary>
    QueueHealth Health { get; }

    /// <summary>Whether there is likely to be room for a message; asked before a client sends one.</summary>
    /// <param name="size">Its size in octets; 0 where it is not known.</param>
    bool HasRoomFor(long size);

    /// <summary>Stores a message; the method's task completes when it would survive a power cut.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Ends the wait; whether the message is stored is then unknown.</param>
    ValueTask<QueueAddition> AddAsync(NewMessage message, CancellationToken cancellationToken);

    /// <summary>Finds the destinations for which something is due.</summary>
    /// <param name="maximum">How many are wanted, the ones that wait longest first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<DueDestinations> FindDueAsync(int maximum, CancellationToken cancellationToken);

    /// <summary>Claims deliveries that are due, for this node alone until the lease ends.</summary>
    /// <param name="destination">The destination, in the form of <see cref="QueuedDelivery.Destination"/>.</param>
    /// <param name="maximum">How many; those that are due longest come first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<QueuedDelivery>> ClaimAsync(string destination, int maximum, CancellationToken cancellationToken);

    /// <summary>
    /// Claims deliveries that would be due, were their destination not suspended: nothing is tried there, but their senders are told of the delay and they are given up at their time.
    /// </summary>
    /// <param name="destination">The destination, one of <see cref="DueDestinations.Suspended"/>.</param>
    /// <param name="maximum">How many; those that are due longest come first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The claims; none where the destination is not suspended.</returns>
    ValueTask<IReadOnlyList<QueuedDelivery>> ClaimSuspendedAsync(string destination, int maximum, CancellationToken cancellationToken);

    /// <summary>Makes the lease of a claim begin anew.</summary>
    /// <returns>Whether the claim still holds; where it does not, another node has the delivery, and the last octet of the message must not be sent.</returns>
    ValueTask<bool> RenewAsync(QueuedDelivery claim, CancellationToken cancellationToken);

    /// <summary>Opens the body of a message.</summary>
    /// <returns>The body, to be disposed; <see langword="null"/> where the message is no longer there.</returns>
    /// <exception cref="InvalidDataException">The body is damaged; the message is then held with that reason.</exception>
    ValueTask<QueuedBody?> OpenBodyAsync(QueuedMessage message, CancellationToken cancellationToken);

    /// <summary>Ends a claim with what came of it.</summary>
    /// <returns>Whether the claim still held; otherwise nothing was changed.</returns>
    ValueTask<bool> CompleteAsync(QueuedDelivery claim, DeliveryResult result, CancellationToken cancellationToken);

    /// <summary>Claims a message for which notices are owed and due.</summary>
    /// <returns>The message and all its deliveries with notices; <see langword="null"/> where none is due.</returns>
    ValueTask<OwedNotices?> ClaimNoticesAsync(CancellationToken cancellationToken);

    /// <summary>Puts what was written for owed notices into the queue and notes that they are told, both or neither.</summary>
    /// <param name="claim">What was claimed.</param>
    /// <param name="notice">The notice; <see langword="null"/> where none is to be sent after all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the claim still held; otherwise nothing was changed.</returns>
    ValueTask<bool> CompleteNoticesAsync(OwedNotices claim, NewMessage? notice, CancellationToken cancellationToken);

    /// <summary>Waits until something may have become due by another's doing: another node, an operator.</summary>
    /// <param name="limit">The longest wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask WaitAsync(TimeSpan limit, CancellationToken cancellationToken);

    /// <summary>Lists deliveries, by message and destination.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="maximum">How many.</param>
    /// <param name="after">The <see cref="QueuedDelivery.Number"/> behind which the list begins; 0 for the beginning.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<QueuedDelivery>> ListAsync(QueueFilter filter, int maximum, long after, CancellationToken cancellationToken);

    /// <summary>
    /// Makes deliveries due at once and notes that an operator has asked for it (<see cref="QueuedDelivery.AskedAt"/>). One that is under way is due at once if it is given back untried.
    /// </summary>
    ValueTask<QueueChange> RetryAsync(QueueFilter filter, CancellationToken cancellationToken);

    /// <summary>Holds deliveries back; one that is under way is held when its attempt ends without success.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="reason">Why; it is shown with the delivery.</param>
    /// <param name="duration">For how long; <see langword="null"/> until they are released.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<QueueChange> HoldAsync(QueueFilter filter, string reason, TimeSpan? duration, CancellationToken cancellationToken);

    /// <summary>Lets deliveries that are held go on at once, as if an operator had asked for them with <see cref="RetryAsync"/>.</summary>
    ValueTask<QueueChange> ReleaseAsync(QueueFilter filter, CancellationToken cancellationToken);

    /// <summary>Gives up deliveries; the senders are told why. Those that are under way are left alone.</summary>
    ValueTask<QueueChange> BounceAsync(QueueFilter filter, string reason, CancellationToken cancellationToken);

    /// <summary>Removes deliveries without a word to the senders. Those that are under way are left alone.</summary>
    ValueTask<QueueChange> DropAsync(QueueFilter filter, CancellationToken cancellationToken);

    /// <summary>Counts what is in the queue.</summary>
    /// <param name="destinations">How many destinations are wanted, those with the most deliveries first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<QueueStatistics> CountAsync(int destinations, CancellationToken cancellationToken);

    /// <summary>
    /// Suspends a destination: nothing is tried there until it is resumed or the time is over. Suspending it again changes reason and time, and makes what waits there due, to be put off anew.
    /// </summary>
    /// <param name="destination">The canonical domain.</param>
    /// <param name="reason">Why.</param>
    /// <param name="duration">For how long; <see langword="null"/> until it is resumed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask SuspendAsync(string destination, string reason, TimeSpan? duration, CancellationToken cancellationToken);

    /// <summary>Ends a suspension; what waits there is due at once, as with <see cref="RetryAsync"/>.</summary>
    /// <returns>Whether it was suspended.</returns>
    ValueTask<bool> ResumeAsync(string destination, CancellationToken cancellationToken);

    /// <summary>The suspensions in force.</summary>
    ValueTask<IReadOnlyList<DestinationSuspension>> SuspensionsAsync(CancellationToken cancellationToken);
}
