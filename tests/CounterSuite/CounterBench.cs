using System.Collections.Immutable;
using Submission.Policy.Counters;
using Submission.Policy.Lookups;
using Xunit;

namespace Submission.Tests.Counters;

/// <summary>A store in virtual time, with short words for what tests do to it.</summary>
public class CounterBench(VirtualTime time, ICounterStore store) : IDisposable
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(1000);

    public VirtualTime Time { get; } = time;

    public ICounterStore Store { get; protected set; } = store;

    /// <summary>How many counters are kept, where the store tells that.</summary>
    public virtual long? KeyCount => (Store as InMemoryCounterStore)?.KeyCount;

    /// <summary>How many reservations are under way, where the store tells that.</summary>
    public virtual long? PendingReservations => (Store as InMemoryCounterStore)?.PendingReservations;

    public static CounterKey Key(string subject) => new("test/account", subject);

    public static CounterLimit Limit(params (double Seconds, long AtMost)[] windows) => new(WindowsOf(windows));

    public static CounterLimit Distinct(params (double Seconds, long AtMost)[] windows) => new(WindowsOf(windows), isDistinct: true);

    public static CounterLimit AtOnce(long atOnce, params (double Seconds, long AtMost)[] windows) => new(WindowsOf(windows), atOnce);

    public static T Answer<T>(ValueTask<T> task) => task.IsCompletedSuccessfully ? task.Result : task.AsTask().GetAwaiter().GetResult();

    public virtual void Dispose()
    {
        GC.SuppressFinalize(this);
        (Store as IDisposable)?.Dispose();
    }

    /// <summary>Checks a number where the store tells it.</summary>
    public static void AssertTold(long expected, long? told)
    {
        if (told is { } number) Assert.Equal(expected, number);
    }

    public void Advance(double seconds) => Time.Advance(TimeSpan.FromSeconds(seconds));

    public ReservationResult Reserve(params CounterCharge[] charges) => Reserve(default, Lifetime, charges);

    public ReservationResult Reserve(CounterReservation reservation, TimeSpan lifetime, params CounterCharge[] charges) =>
        Answer(Store.ReserveAsync(reservation, charges, lifetime, CancellationToken.None));

    public bool Commit(CounterReservation reservation) => Answer(Store.CommitAsync(reservation, CancellationToken.None));

    public void Release(CounterReservation reservation)
    {
        Store.ReleaseAsync(reservation, CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    public CounterReading Record(string subject, CounterLimit limit, long amount = 1, string? member = null) =>
        Answer(Store.RecordAsync(new CounterCharge(Key(subject), limit, amount, member), CancellationToken.None));

    public CounterReading Read(string subject, CounterLimit limit) => Answer(Store.ReadAsync(Key(subject), limit, CancellationToken.None));

    public CounterReading RecordAt(string subject, CounterLimit limit, string member, DateTimeOffset at) =>
        Answer(Store.RecordAsync(new CounterCharge(Key(subject), limit, 1, member) { At = at }, CancellationToken.None));

    public void Withdraw(string subject, string member)
    {
        Store.WithdrawAsync(Key(subject), member, CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    public bool Reset(string subject) => Answer(Store.ResetAsync(Key(subject), CancellationToken.None));

    /// <summary>Blocks from now on for a time.</summary>
    public CounterBlock Block(string subject, TimeSpan length)
    {
        DateTimeOffset now = Time.GetUtcNow();
        var block = new CounterBlock(Key(subject), now, now + length, "test");
        Assert.True(Answer(Store.BlockAsync(block, CancellationToken.None)));
        return block;
    }

    public LookupResult<CounterBlock> FindBlock(string subject) => Answer(Store.FindBlockAsync(Key(subject), CancellationToken.None));

    public ImmutableArray<CounterBlock> Blocks() => Answer(Store.ListBlocksAsync(CancellationToken.None)).Value;

    public bool Lift(string subject) => Answer(Store.LiftBlockAsync(Key(subject), CancellationToken.None));

    /// <summary>Reserves and commits one charge.</summary>
    public ReservationState Use(string subject, CounterLimit limit, long amount = 1, string? member = null)
    {
        ReservationResult result = Reserve(new CounterCharge(Key(subject), limit, amount, member));
        if (result.State == ReservationState.Reserved) Assert.True(Commit(result.Reservation));
        return result.State;
    }

    /// <summary>Reserves and commits charges of a step until one is refused.</summary>
    public int UseUntilRefused(string subject, CounterLimit limit, int step = 1)
    {
        int count = 0;
        while (count < 100_000 && Use(subject, limit, step) == ReservationState.Reserved) count += step;
        return count;
    }

    private static ImmutableArray<CounterWindow> WindowsOf((double Seconds, long AtMost)[] windows) =>
        [.. windows.Select(window => new CounterWindow(TimeSpan.FromSeconds(window.Seconds), window.AtMost))];
}
