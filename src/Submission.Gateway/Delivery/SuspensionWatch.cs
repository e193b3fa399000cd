using System.Collections.Frozen;
using Submission.Gateway.Queue;

namespace Submission.Gateway.Delivery;

/// <summary>Knows which destinations are suspended, a few seconds old at most, and hears when others have changed the queue. Thread-safe.</summary>
internal sealed class SuspensionWatch(IMessageQueue queue, Alarm reader)
{
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(5);

    private FrozenSet<string> _suspended = FrozenSet<string>.Empty;

    public bool IsSuspended(string destination)
    {
        FrozenSet<string> suspended = Volatile.Read(ref _suspended);
        return suspended.Count > 0 && suspended.Contains(destination);
    }

    public async ValueTask LookAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<DestinationSuspension> found = await queue.SuspensionsAsync(cancellationToken).ConfigureAwait(false);
        var names = new string[found.Count];
        for (int i = 0; i < names.Length; i++) names[i] = found[i].Destination;
        if (names.Length > 0 || _suspended.Count > 0) Volatile.Write(ref _suspended, names.ToFrozenSet(StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Waits for others to change the queue, and looks.</summary>
    public async ValueTask StepAsync(CancellationToken cancellationToken)
    {
        await queue.WaitAsync(Refresh, cancellationToken).ConfigureAwait(false);
        await LookAsync(cancellationToken).ConfigureAwait(false);
        reader.Ring();
    }
}
