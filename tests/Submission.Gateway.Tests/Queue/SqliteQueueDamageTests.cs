using Submission.Gateway.Queue;
using Submission.Gateway.Queue.Sqlite;
using Xunit;

namespace Submission.Gateway.Tests.Queue;

/// <summary>Q5: whatever is damaged, the queue opens, what it gives out is what was put in, and other mail goes on.</summary>
public sealed class SqliteQueueDamageTests : IAsyncLifetime
{
    private const int Messages = 30;

    private readonly SqliteQueueFolder _folder = new();
    private readonly Dictionary<TransactionId, byte[]> _bodies = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await using SqliteMessageQueue queue = _folder.Open();
        for (int i = 0; i < Messages; i++)
        {
            byte[] body = QueueSamples.Octets(i % 10 == 9 ? 70_000 : 500 * i, i);
            NewMessage message = QueueSamples.Message([$"r{i}@d{i % 3}.example", $"r{i}@e.example"], body: body);
            _bodies.Add(message.Id, body);
            Assert.Equal(QueueAdditionOutcome.Stored, (await queue.AddAsync(message, Token)).Outcome);
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Open_Q5_DatabaseCutAnywhere_GoesOn()
    {
        long length = new FileInfo(_folder.Database).Length;
        Random random = new(5);
        long[] cuts = [0, 1, 15, 16, 99, 100, 4095, 4096, 4097, length - 4096, length - 1, .. Enumerable.Range(0, 12).Select(_ => random.NextInt64(length))];
        foreach (long cut in cuts)
        {
            using SqliteQueueFolder copy = _folder.Copy();
            using (FileStream file = File.OpenWrite(copy.Database)) file.SetLength(cut);
            await CheckAsync(copy, $"cut at {cut}");
        }
    }

    [Fact]
    public async Task Open_Q5_OneBitFlippedAnywhere_GoesOn()
    {
        long length = new FileInfo(_folder.Database).Length;
        Random random = new(6);
        long[] places = [0, 17, 18, 20, 24, 28, 36, 44, 56, 60, 63, 68, 96, 100, 101, 103, 105, 108, .. Enumerable.Range(0, 40).Select(_ => random.NextInt64(length))];
        foreach (long place in places)
        {
            using SqliteQueueFolder copy = _folder.Copy();
            Flip(copy.Database, place, random.Next(8));
            await CheckAsync(copy, $"flipped at {place}");
        }
    }

    [Fact]
    public async Task Open_Q5_LogCutOrFlippedAnywhere_KeepsWhatWasBefore()
    {
        Random random = new(7);
        await using SqliteMessageQueue queue = _folder.Open();
        for (int i = 0; i < 10; i++)
        {
            NewMessage message = QueueSamples.Message([$"late{i}@d0.example"], body: QueueSamples.Octets(3000, i));
            _bodies.Add(message.Id, QueueSamples.Octets(3000, i));
            await queue.AddAsync(message, Token);
        }

        for (int i = 0; i < 24; i++)
        {
            using SqliteQueueFolder copy = _folder.Copy();
            string log = copy.Database + "-wal";
            long place = random.NextInt64(new FileInfo(log).Length);
            if (i % 2 == 0)
            {
                using FileStream file = File.OpenWrite(log);
                file.SetLength(place);
            }
            else
            {
                Flip(log, place, random.Next(8));
            }

            Assert.True(await CheckAsync(copy, $"log {i} at {place}") >= Messages);
            Assert.Empty(copy.DamagedFolders);
        }
    }

    [Fact]
    public async Task Open_Q5_OfGarbage_BeginsAnewAndKeepsTheBodies()
    {
        using SqliteQueueFolder copy = _folder.Copy();
        int files = copy.BodyFiles.Length;
        await File.WriteAllBytesAsync(copy.Database, QueueSamples.Octets(50_000), Token);
        Assert.Equal(0, await CheckAsync(copy, "garbage"));
        string damaged = Assert.Single(copy.DamagedFolders);
        Assert.True(File.Exists(Path.Combine(damaged, "queue.db")));
        Assert.Equal(files, Directory.GetFiles(Path.Combine(damaged, "bodies")).Length);
    }

    [Fact]
    public async Task Open_Q5_WithoutItsDatabase_KeepsTheBodies()
    {
        using SqliteQueueFolder copy = _folder.Copy();
        int files = copy.BodyFiles.Length;
        File.Delete(copy.Database);
        await CheckAsync(copy, "gone");
        Assert.Equal(files, Directory.GetFiles(Path.Combine(Assert.Single(copy.DamagedFolders), "bodies")).Length);
    }

    [Fact]
    public async Task Open_AfterADeathInTheMiddleOfARepair_GoesOn()
    {
        using SqliteQueueFolder copy = _folder.Copy();
        string salvaged = Path.Combine(copy.Path, "queue-salvaged.db");
        await File.WriteAllBytesAsync(salvaged, QueueSamples.Octets(1000), Token);
        await using (SqliteMessageQueue queue = copy.Open()) Assert.False(File.Exists(salvaged));
        File.Move(copy.Database, salvaged);
        Assert.Equal(Messages, await CheckAsync(copy, "at the end"));
        Assert.Empty(copy.DamagedFolders);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OpenBody_Q5_OfADamagedFile_HoldsTheMessageAndOtherMailGoesOn(bool isMissing)
    {
        await using SqliteMessageQueue queue = _folder.Open();
        QueuedDelivery claim = (await queue.ClaimAsync("d0.example", 100, Token)).First(static claim => claim.Message.Size > 65_536);
        string file = _folder.BodyFiles.Single(file => Path.GetFileName(file) == claim.Message.Id.ToString());
        if (isMissing) File.Delete(file);
        else Flip(file, 40_000, 3);

        await Assert.ThrowsAsync<InvalidDataException>(async () => await queue.OpenBodyAsync(claim.Message, Token));
        Assert.True(await queue.CompleteAsync(claim, new DeliveryResult(claim.Recipients) { IsAttempt = false }, Token));
        IReadOnlyList<QueuedDelivery> held = await queue.ListAsync(new QueueFilter { State = DeliveryState.Held }, 10, 0, Token);
        Assert.Equal(2, held.Count);
        Assert.All(held, one => Assert.Equal(claim.Message.Id, one.Message.Id));
        Assert.All(held, static one => Assert.NotEmpty(one.HoldReason!));
        Assert.Equal(Messages - 1, (await queue.ClaimAsync("e.example", 100, Token)).Count);
    }

    [Fact]
    public async Task Damage_Q5_WhileInUse_IsRepairedAndOtherMailGoesOn()
    {
        await using SqliteMessageQueue queue = _folder.Open();
        using (FileStream file = new(_folder.Database, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
        {
            for (long page = 4; page < file.Length / 4096; page += 3)
            {
                file.Position = page * 4096;
                file.Write(new byte[64]);
            }
        }

        QueueAdditionOutcome outcome = QueueAdditionOutcome.Unavailable;
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        for (int i = 0; i < 3 || outcome != QueueAdditionOutcome.Stored || !queue.Health.IsHealthy; i++)
        {
            try
            {
                await queue.ListAsync(QueueFilter.All, 100, 0, limit.Token);
                foreach (QueuedDelivery claim in await queue.ClaimAsync("e.example", 2, limit.Token)) await ReadAsync(queue, claim);
                outcome = (await queue.AddAsync(QueueSamples.Message($"new{i}@new.example"), limit.Token)).Outcome;
            }
            catch (QueueUnavailableException)
            {
                await Task.Delay(10, limit.Token);
            }
        }

        Assert.NotEmpty(_folder.DamagedFolders);
        Assert.NotEmpty(await queue.ClaimAsync("new.example", 10, Token));
    }

    /// <summary>Opens a queue, takes all out of it and puts something in.</summary>
    /// <returns>How many messages came out whole.</returns>
    private async Task<int> CheckAsync(SqliteQueueFolder folder, string what)
    {
        try
        {
            await using SqliteMessageQueue queue = folder.Open();
            HashSet<TransactionId> whole = [];
            for (int round = 0; round < 20; round++)
            {
                try
                {
                    if (!await TakeAllAsync(queue, whole)) break;
                }
                catch (QueueUnavailableException)
                {
                    using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
                    while (!queue.Health.IsHealthy) await Task.Delay(5, limit.Token);
                }
            }

            NewMessage message = QueueSamples.Message("new@new.example");
            Assert.Equal(QueueAdditionOutcome.Stored, (await queue.AddAsync(message, Token)).Outcome);
            QueuedDelivery added = (await queue.ClaimAsync("new.example", 1, Token))[0];
            Assert.Equal(message.Id, added.Message.Id);
            Assert.True(await queue.CompleteAsync(added, DeliveryResult.Done, Token));
            Assert.True(queue.Health.IsHealthy);
            return whole.Count;
        }
        catch (Exception error) when (error is not Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException(what, error);
        }
    }

    private async Task<bool> TakeAllAsync(SqliteMessageQueue queue, HashSet<TransactionId> whole)
    {
        bool any = false;
        foreach (string destination in (await queue.FindDueAsync(100, Token)).Destinations)
        {
            foreach (QueuedDelivery claim in await queue.ClaimAsync(destination, 100, Token))
            {
                any = true;
                if (await ReadAsync(queue, claim)) whole.Add(claim.Message.Id);
                await queue.CompleteAsync(claim, DeliveryResult.Done, Token);
            }
        }

        return any;
    }

    private async Task<bool> ReadAsync(SqliteMessageQueue queue, QueuedDelivery claim)
    {
        try
        {
            byte[]? body = await QueueSamples.ReadAsync(queue, claim.Message, Token);
            if (_bodies.TryGetValue(claim.Message.Id, out byte[]? expected)) Assert.Equal(expected, body);
            else Assert.Fail("A message came out that was never put in.");
            Assert.All(claim.Recipients, recipient => Assert.Equal(claim.Destination, recipient.Command.ForwardPath.DomainText));
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static void Flip(string path, long place, int bit)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        file.Position = place;
        int octet = file.ReadByte();
        file.Position = place;
        file.WriteByte((byte)(octet ^ (1 << bit)));
    }
}
