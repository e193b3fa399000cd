using System.Globalization;
using System.Net;

namespace Durability.Tests;

/// <summary>
/// Q1: what was answered 250 arrives, whole, whatever the moment at which the process was killed. The environment variable CRASH_REPEATS says how often each point is tried, 200 for a full
/// proof, and CRASH_POINT, a part of a name, which points are tried.
/// </summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int Messages = 24;
    private const int LargeSize = 150_000;
    private static long s_number;

    private static readonly int Repeats = int.TryParse(Environment.GetEnvironmentVariable("CRASH_REPEATS"), CultureInfo.InvariantCulture, out int repeats) ? repeats : 3;

    public static TheoryData<string> Points => [.. CrashPoints.All.Keys.Where(static point => point.Contains(Environment.GetEnvironmentVariable("CRASH_POINT") ?? "", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Kill_AtAPoint_LosesNothingThatWasAccepted(string point)
    {
        (string systemCall, int first, int last) = CrashPoints.All[point];
        await using CountingSink sink = await CountingSink.StartAsync();
        var ledger = new Ledger();
        int killed = 0;
        // A number beyond what a run comes to is drawn again.
        int runs = 0;
        for (; runs < Repeats || (killed == 0 && runs < 5 * Repeats); runs++)
        {
            using var folder = new GatewayFolder(sink.EndPoint);
            bool wasKilled = point == CrashPoints.AtAnyMoment
                ? await SubmitAndKillAsync(folder, ledger)
                : await SubmitAndCrashAsync(folder, $"{systemCall}:signal=KILL:when={Random.Shared.Next(first, last + 1)}", ledger);
            killed += wasKilled ? 1 : 0;
            await RecoverAsync(folder, sink, ledger);
        }

        output.WriteLine(
            $"{point}: {runs} runs, {killed} killed in work; accepted {ledger.Count(SubmissionFate.Accepted)}, lost {ledger.Missing(sink).Length}, "
            + $"without a reply {ledger.Count(SubmissionFate.Unknown)} of which {ledger.ArrivedUnknown(sink)} arrived, duplicates {ledger.Duplicates(sink)}, damaged {sink.Damaged}");
        Assert.Empty(ledger.Missing(sink));
        Assert.Empty(ledger.Unwanted(sink));
        Assert.Equal(0, sink.Damaged);
        // A point that is never reached would prove nothing.
        Assert.True(killed > 0, "The gateway was never killed here.");
    }

    // Whether it was killed.
    private static async Task<bool> SubmitAndCrashAsync(GatewayFolder folder, string injection, Ledger ledger)
    {
        await using GatewayProcess gateway = GatewayProcess.Start(folder, injection);
        if (await gateway.ListensAsync() is not { } endPoint) return true;
        await Task.WhenAll(SubmitAsync(endPoint, ledger, largeEvery: 3), SubmitAsync(endPoint, ledger, largeEvery: 3));
        // Who dies of it is told a moment later than its clients.
        bool wasKilled = await gateway.HasEndedAsync();
        await gateway.KillAsync();
        return wasKilled;
    }

    private static async Task<bool> SubmitAndKillAsync(GatewayFolder folder, Ledger ledger)
    {
        await using GatewayProcess gateway = GatewayProcess.Start(folder);
        if (await gateway.ListensAsync() is not { } endPoint) return true;
        Task clients = Task.WhenAll(SubmitAsync(endPoint, ledger, largeEvery: 1), SubmitAsync(endPoint, ledger, largeEvery: 1));
        // After some messages, however fast the machine is, and then in the midst of the next.
        int before = ledger.Count(SubmissionFate.Accepted);
        int some = Random.Shared.Next(0, Messages / 3);
        await Until.TrueAsync(() => clients.IsCompleted || ledger.Count(SubmissionFate.Accepted) - before >= some, static () => "Nothing is accepted.");
        await Task.WhenAny(clients, Task.Delay(Random.Shared.Next(1, 50), TestContext.Current.CancellationToken));
        bool isUnderWay = !clients.IsCompleted;
        await gateway.KillAsync();
        await clients;
        return isUnderWay;
    }

    private static async Task SubmitAsync(IPEndPoint endPoint, Ledger ledger, int largeEvery)
    {
        using var client = new Submitter(endPoint);
        for (int i = 0; i < Messages / 2; i++)
        {
            long number = Interlocked.Increment(ref s_number);
            SubmissionFate fate = await client.SendAsync(number, i % largeEvery == largeEvery - 1 ? LargeSize : 2_000);
            ledger.Note(number, fate);
            if (fate == SubmissionFate.Unknown) return;
        }
    }

    private static async Task RecoverAsync(GatewayFolder folder, CountingSink sink, Ledger ledger)
    {
        await using GatewayProcess gateway = GatewayProcess.Start(folder);
        Assert.True(await gateway.ListensAsync() is not null, "It does not start again:\n" + gateway.Log);
        await Until.TrueAsync(() => ledger.Missing(sink).Length == 0, () => $"Lost: {string.Join(' ', ledger.Missing(sink))}\n{gateway.Log}");
        Assert.Equal(0, await gateway.TerminateAsync());
    }
}
