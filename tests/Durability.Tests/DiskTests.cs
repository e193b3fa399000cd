using System.Net;

namespace Durability.Tests;

/// <summary>Q3, Q4: a disk that fails or is full costs nobody a message that was accepted.</summary>
public sealed class DiskTests(ITestOutputHelper output)
{
    private const int Messages = 40;

    [Theory]
    [InlineData("fsync:error=EIO:when=30..32", "451 4.3.0")]
    [InlineData("pwrite64:error=ENOSPC:when=110..120", "452 4.3.1")]
    public async Task Disk_FailsForAWhile_IsToldAndHealsByItself(string injection, string expected)
    {
        await using CountingSink sink = await CountingSink.StartAsync();
        using var folder = new GatewayFolder(sink.EndPoint);
        var ledger = new Ledger();
        var replies = new HashSet<string>(StringComparer.Ordinal);
        await using GatewayProcess gateway = GatewayProcess.Start(folder, injection);
        var endPoint = await gateway.ListensAsync();
        Assert.True(endPoint is not null, gateway.Log);
        using var client = new Submitter(endPoint);
        for (int number = 1; number <= Messages; number++)
        {
            SubmissionFate fate = await client.SendAsync(number, number % 4 == 0 ? 150_000 : 2_000);
            ledger.Note(number, fate);
            if (fate == SubmissionFate.Refused && client.LastReply.Length >= expected.Length) replies.Add(client.LastReply[..expected.Length]);
        }

        // It heals by itself: sooner or later one is taken again.
        long last = Messages;
        await Until.TrueAsync(
            async () =>
            {
                SubmissionFate fate = await client.SendAsync(++last, 2_000);
                ledger.Note(last, fate);
                return fate == SubmissionFate.Accepted;
            },
            () => $"It does not heal: {client.LastReply}\n{gateway.Log}");
        await Until.TrueAsync(() => ledger.Missing(sink).Length == 0, () => $"Lost: {string.Join(' ', ledger.Missing(sink))}\n{gateway.Log}");
        output.WriteLine($"{injection}: accepted {ledger.Count(SubmissionFate.Accepted)}, refused {ledger.Count(SubmissionFate.Refused)} ({string.Join(", ", replies)}), duplicates {ledger.Duplicates(sink)}");
        Assert.Empty(ledger.Unwanted(sink));
        Assert.Equal(0, sink.Damaged);
        Assert.Contains(expected, replies);
    }

    [Fact]
    public async Task Disk_Q6_HangsForAWhile_ClosesTheDoorAndOpensItAgain()
    {
        await using CountingSink sink = await CountingSink.StartAsync();
        using var folder = new GatewayFolder(sink.EndPoint);
        var ledger = new Ledger();
        // Longer than the ten seconds after which a disk that does not answer is told.
        await using GatewayProcess gateway = GatewayProcess.Start(folder, "fsync:delay_enter=14000000:when=30");
        var endPoint = await gateway.ListensAsync();
        Assert.True(endPoint is not null, gateway.Log);
        Task sending = SendAsync(endPoint, ledger);
        using var other = new Submitter(endPoint);
        await Until.TrueAsync(async () => !await other.GreetsAsync() && other.LastReply.StartsWith("421 ", StringComparison.Ordinal), () => $"It does not close: {other.LastReply}\n{gateway.Log}");
        int before = ledger.Count(SubmissionFate.Accepted);
        output.WriteLine($"{before} accepted when it said {other.LastReply}");
        Assert.False(sending.IsCompleted);
        Assert.True(before < Messages);

        await sending;
        long last = Messages;
        await Until.TrueAsync(
            async () =>
            {
                SubmissionFate fate = await other.SendAsync(++last, 2_000);
                ledger.Note(last, fate);
                return fate == SubmissionFate.Accepted;
            },
            () => $"It stays closed: {other.LastReply}\n{gateway.Log}");
        await Until.TrueAsync(() => ledger.Missing(sink).Length == 0, () => $"Lost: {string.Join(' ', ledger.Missing(sink))}\n{gateway.Log}");
        output.WriteLine($"accepted {ledger.Count(SubmissionFate.Accepted)}, refused {ledger.Count(SubmissionFate.Refused)}, duplicates {ledger.Duplicates(sink)}");
        Assert.Empty(ledger.Unwanted(sink));
        Assert.Equal(0, sink.Damaged);
    }

    [Fact]
    public async Task Disk_Q4_BelowTheFreeSpaceThatIsKept_IsToldAtMailAndNotAtTheBanner()
    {
        await using CountingSink sink = await CountingSink.StartAsync();
        using var folder = new GatewayFolder(sink.EndPoint, new Dictionary<string, object>(StringComparer.Ordinal) { ["MinimumFreeSpace"] = 1L << 50 });
        await using GatewayProcess gateway = GatewayProcess.Start(folder);
        var endPoint = await gateway.ListensAsync();
        Assert.True(endPoint is not null, gateway.Log);
        using var client = new Submitter(endPoint);
        Assert.Equal(SubmissionFate.Refused, await client.SendAsync(1, 2_000));
        Assert.StartsWith("452 4.3.1", client.LastReply, StringComparison.Ordinal);
    }

    private static async Task SendAsync(IPEndPoint endPoint, Ledger ledger)
    {
        using var client = new Submitter(endPoint);
        for (int number = 1; number <= Messages; number++) ledger.Note(number, await client.SendAsync(number, 2_000));
    }
}
