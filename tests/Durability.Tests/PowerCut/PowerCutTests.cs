using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Submission.Gateway.Queue;
using Submission.Gateway.Queue.Sqlite;

namespace Durability.Tests.PowerCut;

/// <summary>
/// Q2: a power cut, which drops writes, sizes and names that were not synced, at any system call of a gateway at work costs no message that a client was told is accepted, and leaves none in
/// part. All the gateway does to its files is recorded, and what a cut would leave is opened. POWER_CUT_MESSAGES, POWER_CUTS_BETWEEN (the chance of a cut after a
/// call), POWER_CUT_THOROUGH=1 and POWER_CUT_SEED make it longer, or draw the same again.
/// </summary>
public sealed class PowerCutTests(ITestOutputHelper output)
{
    private const int Clients = 4;
    private static readonly int Messages = Setting("POWER_CUT_MESSAGES", 64);
    private static readonly double Between = double.Parse(Environment.GetEnvironmentVariable("POWER_CUTS_BETWEEN") ?? "0.03", CultureInfo.InvariantCulture);
    private static readonly string? Memory = Directory.Exists("/dev/shm") ? "/dev/shm" : null;
    private readonly ConcurrentDictionary<string, long> _accepted = new(StringComparer.Ordinal);
    private long _number;

    [Fact]
    public async Task Cut_Q2_AtAnySystemCall_LosesNothingThatWasAcceptedAndLeavesNothingInPart()
    {
        int seed = Setting("POWER_CUT_SEED", Random.Shared.Next());
        output.WriteLine($"POWER_CUT_SEED={seed}");
        long start = Stopwatch.GetTimestamp();
        await using CountingSink sink = await CountingSink.StartAsync(static number => number % 4 == 0);
        using var folder = new GatewayFolder(sink.EndPoint);
        string root = Path.GetDirectoryName(folder.Configuration)!;
        string[] traces = [folder.In("first.trace"), folder.In("second.trace")];
        await RunAsync(folder, traces[0], "KILL");
        await RunAsync(folder, traces[1], "TERM");
        output.WriteLine($"recorded after {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s: {_accepted.Count} accepted, traces of {traces.Sum(static trace => new FileInfo(trace).Length) / 1_000_000} MB");

        var run = new RecordedRun(root, _accepted);
        int states = 0;
        long opened = 0;
        await Parallel.ForEachAsync(
            new CutSchedule(new Random(seed), Between, Setting("POWER_CUT_THOROUGH", 0) != 0).Cut(run, traces.SelectMany(SystemCallTrace.Read)),
            new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = TestContext.Current.CancellationToken },
            async (state, _) =>
            {
                Interlocked.Increment(ref states);
                Interlocked.Add(ref opened, await CheckAsync(state));
            });
        output.WriteLine($"{states} power cuts after {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s: {opened} messages found whole; at the end {run.Promised.Count} promised, {run.HandedOn.Count} handed on");

        // A record with a gap would prove nothing: it comes to what is there.
        Assert.Equal(Messages, _accepted.Count);
        SortedDictionary<string, byte[]?> last = run.Disk.After(Survival.Everything, new Random(seed));
        string[] there = [.. Directory.EnumerateFiles(folder.In("data"), "*", SearchOption.AllDirectories).Where(static path => !path.EndsWith("-shm", StringComparison.Ordinal))];
        Assert.Equal(there.Select(path => Path.GetRelativePath(root, path)).Order(StringComparer.Ordinal), last.Where(static file => file.Value is not null).Select(static file => file.Key));
        Assert.All(there, path => Assert.Equal(File.ReadAllBytes(path), last[Path.GetRelativePath(root, path)]));
        Assert.True(run.HandedOn.Count > Messages / 2 && run.Promised.Count > Messages / 8);
        Assert.True(states > 200);
    }

    private async Task RunAsync(GatewayFolder folder, string trace, string signal)
    {
        await using GatewayProcess gateway = GatewayProcess.Record(folder, trace);
        IPEndPoint? endPoint = await gateway.ListensAsync();
        Assert.True(endPoint is not null, gateway.Log);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => SubmitAsync(endPoint)));
        if (signal == "KILL") await gateway.FreezeAsync(trace);
        await gateway.SignalAsync(signal);
    }

    private async Task SubmitAsync(IPEndPoint endPoint)
    {
        using var client = new Submitter(endPoint);
        for (int i = 0; i < Messages / Clients / 2; i++)
        {
            long number = Interlocked.Increment(ref _number);
            // In the row, large in the row, and a file.
            int size = (number % 5) switch { 0 => 150_000, 1 or 2 => 50_000, _ => 2_000 };
            Assert.Equal(SubmissionFate.Accepted, await client.SendAsync(number, size));
            Assert.True(_accepted.TryAdd(client.LastReply, number));
        }
    }

    /// <returns>How many messages were there.</returns>
    private static async Task<int> CheckAsync(CutState state)
    {
        string folder = Memory is null ? Directory.CreateTempSubdirectory("power-").FullName : Directory.CreateDirectory(Path.Combine(Memory, "power-" + Guid.NewGuid().ToString("N"))).FullName;
        try
        {
            state.WriteTo(folder);
            HashSet<long> found = [];
            await using (SqliteMessageQueue queue = Open(Path.Combine(folder, "data", "queue"), state))
            {
                foreach (QueuedDelivery delivery in await queue.ListAsync(QueueFilter.All, int.MaxValue, 0, TestContext.Current.CancellationToken))
                {
                    using QueuedBody body = await queue.OpenBodyAsync(delivery.Message, TestContext.Current.CancellationToken) ?? throw new InvalidDataException($"{state.Name}: a body is missing.");
                    using var octets = new MemoryStream();
                    await body.Content.OpenRead().CopyToAsync(octets, TestContext.Current.CancellationToken);
                    Assert.True(MarkedMessage.TryRead(octets.ToArray(), out long number), $"{state.Name}: message {number} is not whole.");
                    Assert.True(found.Add(number), $"{state.Name}: message {number} is there twice.");
                    Assert.Equal("eva@example.org", Assert.Single(delivery.Recipients).Command.ForwardPath.ToString());
                }
            }

            Assert.True(state.Promised.IsSubsetOf(found), $"{state.Name}: lost {string.Join(' ', state.Promised.Except(found).Order())}");
            Assert.Empty(Directory.EnumerateDirectories(Path.Combine(folder, "data", "queue"), "damaged-*"));
            return found.Count;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static SqliteMessageQueue Open(string folder, CutState state)
    {
        try
        {
            return SqliteMessageQueue.Open(new SqliteQueueOptions { Directory = folder, MinimumFreeSpace = 0 }, TimeProvider.System, NullLogger.Instance);
        }
        catch (QueueUnavailableException error)
        {
            throw new InvalidOperationException($"{state.Name}: it does not open.", error);
        }
    }

    private static int Setting(string name, int standard) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : standard;
}
