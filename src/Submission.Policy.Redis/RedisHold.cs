using Submission.Policy.Counters;

namespace Submission.Policy.Redis;

/// <summary>What a reservation token stands for. Guarded by itself.</summary>
internal sealed class RedisHold(RedisCounterStore owner)
{
    public RedisCounterStore Owner { get; } = owner;

    public List<RedisHeld> Charges { get; } = [];

    public bool IsEnded { get; set; }

    /// <summary>When it ends by itself, by the server's time.</summary>
    public long Deadline { get; set; }
}

/// <summary>A charge that is reserved. Immutable.</summary>
/// <param name="Charge">The charge.</param>
/// <param name="Id">Its name at the server.</param>
internal readonly record struct RedisHeld(CounterCharge Charge, string Id);
