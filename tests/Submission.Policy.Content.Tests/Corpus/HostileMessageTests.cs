using Submission.Policy.Content.Tests.Corpus.Hostile;
using Submission.Policy.Lookups;

namespace Submission.Policy.Content.Tests.Corpus;

/// <summary>Runs of tests that measure the process: nothing else runs meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class MeasuredCollection
{
    public const string Name = "measured";
}

/// <summary>Bad input: no exception, no more time than its size allows, and no memory to speak of.</summary>
[Collection(MeasuredCollection.Name)]
public class HostileMessageTests
{
    private const long MostHeld = 96 * 1024 * 1024;
    private const long MostAllocated = 192 * 1024 * 1024;

    public static IEnumerable<TheoryDataRow<int>> Messages { get; } =
        [.. HostileTable.All.Select(static (message, number) => new TheoryDataRow<int>(number) { TestDisplayName = $"hostile: {message.Name}" })];

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task ReadAsync_HostileMessage_CostsNoMoreThanItsSizeAllows(int number)
    {
        HostileMessage message = HostileTable.All[number];
        MessageContent content = message.Build();
        var reader = new MimeMessageReader();
        await reader.ReadAsync(MessageContent.FromMemory(Mime.Octets(Mime.MessageText("warm.pdf"))), TestContext.Current.CancellationToken);

        long before = GC.GetTotalMemory(forceFullCollection: true);
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        LookupResult<MessageStructure> result = await reader.ReadAsync(content, TestContext.Current.CancellationToken);
        processor = Environment.CpuUsage.TotalTime - processor;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        long held = content is GeneratedContent generated ? generated.PeakHeap : GC.GetTotalMemory(forceFullCollection: true);
        var cost = new Cost(content.Length / 1048576.0, processor, allocated, Math.Max(0, held - before));

        TestContext.Current.TestOutputHelper?.WriteLine($"{message.Name}: {cost}; incomplete: {(result.Value?.Incomplete ?? "no")}");
        Assert.True(result.IsFound, result.Reason);
        Assert.True(cost.Processor <= cost.Allowed, $"took too long: {cost}");
        Assert.True(cost.Held <= MostHeld, $"held too much: {cost}");
        Assert.True(cost.Allocated <= MostAllocated + 4 * content.Length, $"allocated too much: {cost}");
        if (message.IsCutOff is { } isCutOff) Assert.Equal(isCutOff, result.Value.Incomplete is not null);
    }
}
