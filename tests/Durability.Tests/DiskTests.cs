namespace Durability.Tests;

/// <summary>Q3, Q4: a disk that fails or is full costs nobody a message that was accepted.</summary>
public sealed class DiskTests(ITestOutputHelper output)
{
    private const int Messages = 40;

    [Theory]
    [InlineData("fsync:error=EIO:when=12..14", "451 4.3.0")]
    [InlineData("pwrite64:error=ENOSPC:when=60..70", "452 4.3.1")]
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
}
