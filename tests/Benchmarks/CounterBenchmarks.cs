using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using Submission.Policy.Counters;
using Submission.Policy.Sqlite;

namespace Benchmarks;

/// <summary>
/// One message charged to an account and an address, each with three windows: reserve and commit. With two threads, each with accounts and addresses of its own
/// as different sessions have them; per message of all threads together, so that half the time means twice the throughput.
/// </summary>
[MemoryDiagnoser]
[MinColumn]
[MedianColumn]
public class CounterBenchmarks
{
    private const int Messages = 20_000;
    private const int Sessions = 16;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private ICounterStore _store = null!;
    private ICounterStore _other = null!;
    private readonly ReadOnlyMemory<CounterCharge>[] _charges = new ReadOnlyMemory<CounterCharge>[2 * Sessions];
    private readonly ReadOnlyMemory<CounterCharge> _refused;

    /// <summary>Whether the counters have a journal on disk.</summary>
    [Params(false, true)]
    public bool IsDurable { get; set; }

    /// <summary>Opens the store.</summary>
    [GlobalSetup]
    public void Open() => (_store, _other) = (Make(), Make());

    /// <summary>Closes it.</summary>
    [GlobalCleanup]
    public void Close()
    {
        (_store as IDisposable)?.Dispose();
        (_other as IDisposable)?.Dispose();
    }

    /// <summary>Makes the charges of all sessions.</summary>
    public CounterBenchmarks()
    {
        ImmutableArray<TimeSpan> lengths = [TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), TimeSpan.FromDays(1)];
        CounterLimit limit = new([.. lengths.Select(length => new CounterWindow(length, 1_000_000_000_000))]);
        CounterLimit none = new([.. lengths.Select(length => new CounterWindow(length, 0))]);
        for (int i = 0; i < _charges.Length; i++)
        {
            _charges[i] = new CounterCharge[]
            {
                new(new CounterKey("message-rate/account", $"jan.novak{i}@domena.cz"), limit, 1),
                new(new CounterKey("message-rate/client.ip", $"198.51.100.{i}"), limit, 1),
            };
        }

        _refused = new[] { new CounterCharge(new CounterKey("message-rate/account", "nobody@domena.cz"), none, 1) };
    }

    /// <summary>On one thread.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Messages)]
    public void ReserveAndCommit() => Charge(_store, 0, Messages);

    /// <summary>On two threads, the same number of messages in all.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public Task ReserveAndCommitOnTwoThreads() =>
        Task.WhenAll(Task.Run(() => Charge(_store, 0, Messages / 2)), Task.Run(() => Charge(_store, Sessions, Messages / 2)));

    /// <summary>On two threads that share nothing, each with a store of its own: what two processors of this machine are worth.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public Task ReserveAndCommitInTwoStores() =>
        Task.WhenAll(Task.Run(() => Charge(_store, 0, Messages / 2)), Task.Run(() => Charge(_other, Sessions, Messages / 2)));

    /// <summary>A refusal.</summary>
    [Benchmark]
    public ReservationState Refuse() => Reserve(_store, _refused).State;

    private ICounterStore Make() => IsDurable
        ? DurableCounterStore.Open(SqliteCounterJournal.Open(Directory.CreateTempSubdirectory("counter-benchmark-").FullName), TimeProvider.System)
        : new InMemoryCounterStore(TimeProvider.System);

    private void Charge(ICounterStore store, int firstSession, int messages)
    {
        for (int i = 0; i < messages; i++)
        {
            bool isCommitted = Answer(store.CommitAsync(Reserve(store, _charges[firstSession + (i % Sessions)]).Reservation, CancellationToken.None));
            if (!isCommitted) throw new InvalidOperationException("The charge was not made.");
        }
    }

    private static ReservationResult Reserve(ICounterStore store, ReadOnlyMemory<CounterCharge> charges) =>
        Answer(store.ReserveAsync(default, charges, Lifetime, CancellationToken.None));

    private static T Answer<T>(ValueTask<T> task) => task.GetAwaiter().GetResult();
}
