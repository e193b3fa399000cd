using Submission.Gateway.Queue;

namespace Submission.Gateway.Delivery;

/// <summary>
/// Claims what is due: of each destination as much as its lane can have under way, several times its connections, so that none of them, however much waits for it, keeps
/// the others waiting.
/// </summary>
internal sealed class QueueReader(IMessageQueue queue, LaneTable lanes, Dispatcher dispatcher, Alarm alarm, Alarm notices)
{
    private const int SmallestPage = 256;
    private const int LargestPage = 65_536;
    private const int AtOnce = 16;

    // A lane that rests, or a destination that is suspended, is claimed for in pieces of this size, only to put off what is due.
    private const int PutOffAtOnce = 64;

    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    private int _page = SmallestPage;

    /// <summary>Claims once what is due, and waits until more is.</summary>
    public async ValueTask StepAsync(CancellationToken cancellationToken)
    {
        await PassAsync(cancellationToken).ConfigureAwait(false);
        await alarm.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask PassAsync(CancellationToken cancellationToken)
    {
        DueDestinations due = await queue.FindDueAsync(_page, cancellationToken).ConfigureAwait(false);
        if (due.HasNotices) notices.Ring();
        bool hasMore = false;
        int asked = 0;
        List<Task<bool>> claiming = new(AtOnce);
        foreach (string name in due.Destinations)
        {
            DestinationState destination = lanes.Destination(name);
            int room = Room(destination);
            if (room == 0) continue;
            asked++;
            claiming.Add(ClaimAsync(destination, room, cancellationToken));
            if (claiming.Count < AtOnce) continue;
            hasMore |= await AnyAsync(claiming).ConfigureAwait(false);
        }

        hasMore |= await AnyAsync(claiming).ConfigureAwait(false);
        if (due.Suspended.Count > 0) hasMore |= await PutOffAsync(due.Suspended, cancellationToken).ConfigureAwait(false);
        // A page full of destinations that can take nothing must not hide those behind it.
        bool isFull = due.Destinations.Count >= _page;
        bool isHidden = isFull && asked == 0 && _page < LargestPage;
        _page = isHidden ? _page * 4 : isFull ? _page : SmallestPage;
        if (hasMore || isHidden || (isFull && asked > 0)) alarm.Ring();
        else alarm.RingIn(due.NextIn is { } next && next < LongestSleep ? next : LongestSleep);
    }

    private async ValueTask<bool> PutOffAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        bool hasMore = false;
        foreach (DestinationSuspension suspension in await queue.SuspensionsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!names.Contains(suspension.Destination, StringComparer.Ordinal)) continue;
            DestinationState destination = lanes.Destination(suspension.Destination);
            IReadOnlyList<QueuedDelivery> claims = await queue.ClaimSuspendedAsync(suspension.Destination, PutOffAtOnce, cancellationToken).ConfigureAwait(false);
            foreach (QueuedDelivery claim in claims)
            {
                destination.Claimed();
                dispatcher.PutOff(claim, destination, suspension);
            }

            hasMore |= claims.Count == PutOffAtOnce;
        }

        return hasMore;
    }

    private static int Room(DestinationState destination)
    {
        if (destination.Lane is not { } lane) return destination.ClaimRoom();
        if (lane.Rest > TimeSpan.Zero) return PutOffAtOnce;
        // What is still on its way to the lane may end before it comes there; said before it is counted, as by the lane itself.
        destination.WantsClaims = true;
        Interlocked.MemoryBarrier();
        int room = lane.ClaimRoom(destination.Count);
        destination.WantsClaims = room == 0;
        return room;
    }

    private static async ValueTask<bool> AnyAsync(List<Task<bool>> claiming)
    {
        bool any = false;
        foreach (bool more in await Task.WhenAll(claiming).ConfigureAwait(false)) any |= more;
        claiming.Clear();
        return any;
    }

    private async Task<bool> ClaimAsync(DestinationState destination, int room, CancellationToken cancellationToken)
    {
        IReadOnlyList<QueuedDelivery> claims = await queue.ClaimAsync(destination.Name, room, cancellationToken).ConfigureAwait(false);
        foreach (QueuedDelivery claim in claims)
        {
            destination.Claimed();
            dispatcher.Take(claim, destination, body: null);
        }

        return claims.Count == room;
    }
}
