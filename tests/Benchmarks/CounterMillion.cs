using System.Diagnostics;
using System.Globalization;
using Submission.Policy.Counters;
using Submission.Policy.Sqlite;

namespace Benchmarks;

/// <summary>
/// <c>counter-million FOLDER</c>: a million keys with three windows in the durable store. Tells the memory of each, the longest wait of a session while a snapshot of all is written, with a
/// thousand of them in use and with all of them, and how long the next process takes to read them back.
/// </summary>
internal static class CounterMillion
{
    public const string Command = "counter-million";

    private const int Keys = 1_000_000;

    private static readonly CounterLimit Limit = new(
    [
        new CounterWindow(TimeSpan.FromMinutes(1), 250), new CounterWindow(TimeSpan.FromHours(1), 1000), new CounterWindow(TimeSpan.FromDays(1), 20_000),
    ]);

    public static async Task<int> RunAsync(string[] arguments)
    {
        string folder = arguments is [string given] ? given : Path.Combine(Path.GetTempPath(), "counter-million");
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        using (DurableCounterStore store = Open(folder))
        {
            CounterCharge[] charge = new CounterCharge[1];
            for (int i = 0; i < Keys; i++)
            {
                charge[0] = new CounterCharge(new CounterKey("message-rate/account", $"user-{i:D7}@domena.cz"), Limit, 1);
                ReservationResult result = await store.ReserveAsync(default, charge, TimeSpan.FromMinutes(10), CancellationToken.None);
                await store.CommitAsync(result.Reservation, CancellationToken.None);
                if (i % 200_000 == 0) await store.SyncAsync();
            }

            await store.SyncAsync();
            long each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Keys;
            Say($"{Keys:N0} keys with one event and three windows: {each} bytes each, names of 22 characters included");
            await WorstAsync(store, folder, inUse: 1000);
        }

        using (DurableCounterStore store = Reopen(folder)) await WorstAsync(store, folder, inUse: Keys);
        Reopen(folder).Dispose();
        Directory.Delete(folder, recursive: true);
        return 0;
    }

    private static DurableCounterStore Reopen(string folder)
    {
        GC.Collect();
        Stopwatch watch = Stopwatch.StartNew();
        DurableCounterStore store = Open(folder);
        Say($"read back: {store.KeyCount:N0} keys in {watch.ElapsedMilliseconds} ms; missing: {store.Loss ?? "nothing"}");
        return store;
    }

    // A snapshot is being written meanwhile: the log of a million keys is far more than it may be.
    private static async Task WorstAsync(DurableCounterStore store, string folder, int inUse)
    {
        CounterCharge[] charge = new CounterCharge[1];
        List<double> waits = [];
        long end = Stopwatch.GetTimestamp() + (8 * Stopwatch.Frequency);
        for (int i = 0; Stopwatch.GetTimestamp() < end; i = (i + 7919) % inUse)
        {
            charge[0] = new CounterCharge(new CounterKey("message-rate/account", $"user-{i:D7}@domena.cz"), Limit, 1);
            long start = Stopwatch.GetTimestamp();
            ReservationResult result = await store.ReserveAsync(default, charge, TimeSpan.FromMinutes(10), CancellationToken.None);
            bool isCommitted = await store.CommitAsync(result.Reservation, CancellationToken.None);
            waits.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (!isCommitted) throw new InvalidOperationException("The charge was not made.");
            await Task.Yield();
        }

        waits.Sort();
        long octets = Directory.GetFiles(folder).Sum(static file => new FileInfo(file).Length);
        Say($"{waits.Count:N0} charges to {inUse:N0} keys during the snapshot: median {waits[waits.Count / 2]:F4} ms, 99.99 % {waits[(int)(waits.Count * 0.9999)]:F2} ms, longest {waits[^1]:F2} ms; {octets >> 20} MiB on disk");
    }

    private static DurableCounterStore Open(string folder) => DurableCounterStore.Open(SqliteCounterJournal.Open(folder), TimeProvider.System);

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
