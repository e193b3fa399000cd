using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Submission.Policy.Counters;

namespace Submission.Policy.Redis.Tests.Nodes;

/// <summary>
/// One node: a process with the store as a host has it, whose sessions use one counter up. It does what its standard input says (<c>go</c> with the number of attempts of a session, 0 for no end; <c>count</c>;
/// <c>stop</c>) and ends with it.
/// </summary>
internal sealed class NodeProgram(RedisCounterStore store, CounterCharge charge, int sessions)
{
    public const string Word = "node";

    /// <summary>How long a reservation lives that nobody ends.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(3);

    private volatile bool _isStopped;
    private int _admitted;
    private int _refused;
    private int _unavailable;

    /// <param name="arguments">The connection, the limit within an hour, the number of sessions.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var options = new RedisCounterOptions { Connection = arguments[0], Timeout = TimeSpan.FromSeconds(5) };
        await using RedisCounterStore store = await RedisCounterStore.ConnectAsync(options, TimeProvider.System, NullLogger.Instance);
        var charge = new CounterCharge(CounterBench.Key("shared"), CounterBench.Limit((3600, Number(arguments[1]))), 1);
        await new NodeProgram(store, charge, Number(arguments[2])).ObeyAsync();
        return 0;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private async Task ObeyAsync()
    {
        Task work = Task.CompletedTask;
        await Console.Out.WriteLineAsync("ready");
        while (await Console.In.ReadLineAsync() is { } line && !string.Equals(line, "stop", StringComparison.Ordinal))
        {
            if (line.StartsWith("go ", StringComparison.Ordinal)) work = GoAsync(Number(line[3..]));
            else await TellAsync();
        }

        _isStopped = true;
        await work;
        await TellAsync();
    }

    private Task TellAsync() => Console.Out.WriteLineAsync(
        string.Create(CultureInfo.InvariantCulture, $"{Volatile.Read(ref _admitted)} {Volatile.Read(ref _refused)} {Volatile.Read(ref _unavailable)}"));

    private Task GoAsync(int attempts) => Task.WhenAll(Enumerable.Range(0, sessions).Select(_ => Task.Run(() => SendAsync(attempts))));

    private async Task SendAsync(int attempts)
    {
        for (int i = 0; !_isStopped && (attempts == 0 || i < attempts); i++)
        {
            ReservationResult result = await store.ReserveAsync(default, new[] { charge }, Lifetime, CancellationToken.None);
            if (result.State == ReservationState.Reserved && await store.CommitAsync(result.Reservation, CancellationToken.None))
            {
                Interlocked.Increment(ref _admitted);
                continue;
            }

            Interlocked.Increment(ref result.State == ReservationState.Refused ? ref _refused : ref _unavailable);
            // As a client that is deferred; without it a store that is down would be asked without a pause.
            if (attempts == 0) await Task.Delay(2);
        }
    }
}
