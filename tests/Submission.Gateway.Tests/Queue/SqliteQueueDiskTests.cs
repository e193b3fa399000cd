using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;
using Submission.Gateway.Queue.Sqlite;
using Submission.Smtp.Content;
using Xunit;

namespace Submission.Gateway.Tests.Queue;

/// <summary>The queue in SQLite and its disk: room, files, the lock, the clock.</summary>
public sealed class SqliteQueueDiskTests : IDisposable
{
    private readonly SqliteQueueFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_Q8_OfAFolderInUse_IsRefused()
    {
        await using (_folder.Open())
        {
            QueueUnavailableException refusal = Assert.Throws<QueueUnavailableException>(() => _folder.Open());
            Assert.Contains(_folder.Path, refusal.Message, StringComparison.Ordinal);
        }

        await using SqliteMessageQueue again = _folder.Open();
        Assert.True(again.Health.IsHealthy);
    }

    [Fact]
    public async Task Open_OfANewerFormat_IsRefused()
    {
        await using (_folder.Open())
        {
        }

        using (var database = SqliteDatabase.Open(_folder.Database, isReadOnly: false, 1024)) database.Execute("PRAGMA user_version=2; UPDATE meta SET value = 2 WHERE name = 'version'");
        Assert.Contains("newer", Assert.Throws<QueueUnavailableException>(() => _folder.Open()).Message, StringComparison.Ordinal);
        Assert.Empty(_folder.DamagedFolders);
    }

    [Fact]
    public async Task Add_Q4_BelowTheFreeSpaceThatIsKept_IsFull()
    {
        _folder.Options.MinimumFreeSpace = 1L << 50;
        await using SqliteMessageQueue queue = _folder.Open();
        Assert.False(queue.HasRoomFor(0));
        Assert.False(queue.Health.IsHealthy);
        Assert.Equal(QueueAdditionOutcome.Full, (await queue.AddAsync(QueueSamples.Message(["a@b.example"], body: QueueSamples.Octets(100_000)), Token)).Outcome);
        Assert.Empty(_folder.BodyFiles);
        Assert.Empty(await queue.ListAsync(QueueFilter.All, 10, 0, Token));
    }

    [Fact]
    public async Task Add_Q4_WhereTheDatabaseIsFull_IsFullUntilThereIsRoomAgain()
    {
        _folder.Options.MaximumPages = 200;
        await using SqliteMessageQueue queue = _folder.Open();
        List<TransactionId> stored = [];
        QueueAddition addition;
        while (true)
        {
            NewMessage message = QueueSamples.Message(["a@b.example"], body: QueueSamples.Octets(20_000));
            addition = await queue.AddAsync(message, Token);
            if (addition.Outcome != QueueAdditionOutcome.Stored) break;
            stored.Add(message.Id);
        }

        Assert.Equal(QueueAdditionOutcome.Full, addition.Outcome);
        Assert.False(queue.Health.IsHealthy);
        IReadOnlyList<QueuedDelivery> claims = await queue.ClaimAsync("b.example", 1000, Token);
        Assert.Equal(stored, claims.Select(static claim => claim.Message.Id));
        foreach (QueuedDelivery claim in claims) Assert.True(await queue.CompleteAsync(claim, DeliveryResult.Done, Token));

        await WaitForHealthAsync(queue);
        Assert.Equal(QueueAdditionOutcome.Stored, (await queue.AddAsync(QueueSamples.Message("a@b.example"), Token)).Outcome);
    }

    [Fact]
    public async Task Add_Q4_ManyAtOnceWhereOnlySomeFit_StoresThoseAndNoOther()
    {
        _folder.Options.MaximumPages = 300;
        await using SqliteMessageQueue queue = _folder.Open();
        NewMessage[] messages = [.. Enumerable.Range(0, 200).Select(static i => QueueSamples.Message([$"r{i}@b.example"], body: QueueSamples.Octets(12_000, i)))];
        QueueAddition[] additions = await Task.WhenAll(messages.Select(message => queue.AddAsync(message, Token).AsTask()));

        HashSet<TransactionId> stored = [.. messages.Where((_, i) => additions[i].Outcome == QueueAdditionOutcome.Stored).Select(static message => message.Id)];
        Assert.All(additions, static addition => Assert.NotEqual(QueueAdditionOutcome.Unavailable, addition.Outcome));
        Assert.InRange(stored.Count, 1, 199);
        Assert.Equal(stored, (await queue.ListAsync(QueueFilter.All, 1000, 0, Token)).Select(static one => one.Message.Id).ToHashSet());
    }

    [Fact]
    public async Task Add_Q3_WhereTheBodyCannotBeWritten_IsUnavailableAndHealsByItself()
    {
        await using SqliteMessageQueue queue = _folder.Open();
        NewMessage message = QueueSamples.Message(["a@b.example"], body: QueueSamples.Octets(100_000));
        string obstacle = Path.Combine(_folder.Path, "bodies", message.Id.ToString()[^2..]);
        await File.WriteAllTextAsync(obstacle, "not a folder", Token);

        Assert.Equal(QueueAdditionOutcome.Unavailable, (await queue.AddAsync(message, Token)).Outcome);
        Assert.Empty(await queue.ListAsync(QueueFilter.All, 10, 0, Token));
        File.Delete(obstacle);
        await WaitForHealthAsync(queue);
        Assert.Equal(QueueAdditionOutcome.Stored, (await queue.AddAsync(message, Token)).Outcome);
    }

    [Fact]
    public async Task Add_OfTheSameIdTwice_StoresOneAndHarmsNoOther()
    {
        await using SqliteMessageQueue queue = _folder.Open();
        NewMessage message = QueueSamples.Message("a@b.example");
        NewMessage[] others = [.. Enumerable.Range(0, 100).Select(static i => QueueSamples.Message($"r{i}@c.example"))];
        QueueAddition[] additions = await Task.WhenAll(others.Append(message).Append(message).Select(one => queue.AddAsync(one, Token).AsTask()));
        Assert.Equal(101, additions.Count(static addition => addition.Outcome == QueueAdditionOutcome.Stored));
        Assert.Equal(101, (await queue.ListAsync(QueueFilter.All, 1000, 0, Token)).Count);
        Assert.True(queue.Health.IsHealthy);
    }

    [Fact]
    public async Task Add_OfTheSameIdTwiceWithAFile_LeavesTheFirstWhole()
    {
        await using SqliteMessageQueue queue = _folder.Open();
        byte[] body = QueueSamples.Octets(100_000);
        NewMessage message = QueueSamples.Message(["a@b.example"], body: body);
        Assert.Equal(QueueAdditionOutcome.Stored, (await queue.AddAsync(message, Token)).Outcome);
        Assert.Equal(QueueAdditionOutcome.Unavailable, (await queue.AddAsync(message with { Body = MessageBody.FromMemory(new byte[90_000]) }, Token)).Outcome);
        QueuedDelivery claim = Assert.Single(await queue.ClaimAsync("b.example", 10, Token));
        Assert.Equal(body, await QueueSamples.ReadAsync(queue, claim.Message, Token));
        Assert.True(queue.Health.IsHealthy);
    }

    [Fact]
    public async Task Add_ByManyCallers_StoresEachOnceAndWhole()
    {
        const int callers = 50;
        const int each = 40;
        await using SqliteMessageQueue queue = _folder.Open();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(async caller =>
        {
            for (int i = 0; i < each; i++)
            {
                byte[] body = QueueSamples.Octets(i == 7 ? 90_000 : i * 100, (caller * 1000) + i);
                QueueAddition addition = await queue.AddAsync(QueueSamples.Message([$"r{i}@d{caller}.example"], body: body, isClaimed: true), Token);
                QueuedDelivery claim = Assert.Single(addition.Claims);
                Assert.Equal(body, await QueueSamples.ReadAsync(queue, claim.Message, Token));
                if (i % 2 == 0) Assert.True(await queue.CompleteAsync(claim, DeliveryResult.Done, Token));
            }
        }));

        QueueStatistics statistics = await queue.CountAsync(100, Token);
        Assert.Equal(callers * each / 2, statistics.Messages);
        Assert.All(statistics.Destinations, static one => Assert.Equal(each / 2, one.Deliveries));
        Assert.Equal(callers, _folder.BodyFiles.Length);
    }

    [Fact]
    public async Task Bodies_OfFiles_GoWithTheirMessages()
    {
        await using SqliteMessageQueue queue = _folder.Open();
        IReadOnlyList<QueuedDelivery> claims = (await queue.AddAsync(QueueSamples.Message(["a@b.example", "a@c.example"], body: QueueSamples.Octets(100_000), isClaimed: true), Token)).Claims;
        string file = Assert.Single(_folder.BodyFiles);
        Assert.Equal(claims[0].Message.Id.ToString(), Path.GetFileName(file));
        await queue.CompleteAsync(claims[0], DeliveryResult.Done, Token);
        Assert.True(File.Exists(file));
        await queue.CompleteAsync(claims[1], DeliveryResult.Done, Token);
        while (File.Exists(file)) await Task.Delay(5, Token);
    }

    [Fact]
    public async Task Open_RemovesFilesThatBelongToNoMessage()
    {
        string stored;
        await using (SqliteMessageQueue queue = _folder.Open())
        {
            await queue.AddAsync(QueueSamples.Message(["a@b.example"], body: QueueSamples.Octets(100_000)), Token);
            stored = Assert.Single(_folder.BodyFiles);
        }

        string folder = Path.GetDirectoryName(stored)!;
        await File.WriteAllTextAsync(Path.Combine(folder, TransactionId.Create(QueueSamples.Moment).ToString()), "written, but never stored", Token);
        await File.WriteAllTextAsync(Path.Combine(folder, TransactionId.Create(QueueSamples.Moment) + ".part"), "half writ", Token);
        await using SqliteMessageQueue again = _folder.Open();
        Assert.Equal([stored], _folder.BodyFiles);
    }

    [Fact]
    public async Task Clock_Q15_SteppingAnHourBackOrADayOn_ChangesNothing()
    {
        await using SqliteMessageQueue queue = _folder.Open();
        QueuedDelivery claim = (await queue.AddAsync(QueueSamples.Message(["a@b.example"], isClaimed: true), Token)).Claims[0];
        await queue.CompleteAsync(claim, QueueSamples.Result(claim, RecipientOutcomeKind.Deferred, retryAfter: TimeSpan.FromMinutes(5)), Token);

        foreach (TimeSpan step in new[] { TimeSpan.FromHours(-1), TimeSpan.FromDays(1), TimeSpan.FromDays(-400) })
        {
            _folder.Clock.Step = step;
            DueDestinations due = await queue.FindDueAsync(10, Token);
            Assert.Empty(due.Destinations);
            Assert.Equal(TimeSpan.FromMinutes(5), due.NextIn);
            Assert.Equal(TimeSpan.Zero, (await queue.ListAsync(QueueFilter.All, 1, 0, Token))[0].Age);
        }

        _folder.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(TimeSpan.FromMinutes(5), (await queue.ClaimAsync("b.example", 1, Token))[0].Age);
    }

    [Fact]
    public async Task Clock_Q15_StandingBeforeTheQueuesMessagesWhenItIsOpened_DelaysNothing()
    {
        await using (SqliteMessageQueue queue = _folder.Open()) await queue.AddAsync(QueueSamples.Message("a@b.example"), Token);
        _folder.Clock.Step = TimeSpan.FromDays(-2);
        await using SqliteMessageQueue again = _folder.Open();
        Assert.Equal(["b.example"], (await again.FindDueAsync(10, Token)).Destinations);
        Assert.Equal(TimeSpan.Zero, (await again.ClaimAsync("b.example", 1, Token))[0].Age);
    }

    [Fact]
    public async Task Add_WhoseWaitIsEnded_IsStoredWholeOrNotAtAll()
    {
        await using SqliteMessageQueue queue = _folder.Open();
        int ended = 0;
        for (int i = 0; i < 200; i++)
        {
            using CancellationTokenSource source = new();
            byte[] body = QueueSamples.Octets(5000, i);
            Task<QueueAddition> adding = queue.AddAsync(QueueSamples.Message([$"r{i}@b.example"], body: body), source.Token).AsTask();
            if (i % 3 == 0) Thread.SpinWait(i * 20);
            await source.CancelAsync();
            try
            {
                await adding;
            }
            catch (OperationCanceledException)
            {
                ended++;
                Array.Clear(body); // the caller's own again
            }
        }

        IReadOnlyList<QueuedDelivery> stored = await queue.ListAsync(QueueFilter.All, 1000, 0, Token);
        Assert.True(stored.Count >= 200 - ended);
        foreach (QueuedDelivery one in stored)
        {
            int seed = int.Parse(one.Names()[0].AsSpan(1, one.Names()[0].IndexOf('@', StringComparison.Ordinal) - 1), System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(QueueSamples.Octets(5000, seed), await QueueSamples.ReadAsync(queue, one.Message, Token));
        }
    }

    [Fact]
    public async Task Add_OfABodyThatIsShorterThanItSays_IsUnavailableAndLeavesNoFile()
    {
        await using SqliteMessageQueue queue = _folder.Open();
        string path = Path.Combine(_folder.Path, "short");
        await File.WriteAllBytesAsync(path, new byte[70_000], Token);
        using (var file = File.OpenHandle(path))
        {
            NewMessage message = QueueSamples.Message("a@b.example") with { Body = MessageBody.FromFile(file, 80_000) };
            Assert.Equal(QueueAdditionOutcome.Unavailable, (await queue.AddAsync(message, Token)).Outcome);
        }

        Assert.DoesNotContain(_folder.BodyFiles, static file => Path.GetFileName(file).Length == TransactionId.Length);
        Assert.Empty(await queue.ListAsync(QueueFilter.All, 10, 0, Token));
    }

    [Fact]
    public async Task Log_WhileMessagesPourIn_BeginsAnewAgainAndAgain()
    {
        await using SqliteMessageQueue queue = _folder.Open();
        byte[] body = QueueSamples.Octets(10_000);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            for (int i = 0; i < 500; i++)
            {
                QueueAddition addition = await queue.AddAsync(QueueSamples.Message(["a@b.example"], body: body, isClaimed: true), Token);
                Assert.True(await queue.CompleteAsync(addition.Claims[0], DeliveryResult.Done, Token));
            }
        }));

        // 10,000 messages of 10 KB went through it.
        Assert.DoesNotContain(_folder.Log.Lines, static line => line.StartsWith("349 ", StringComparison.Ordinal));
        Assert.InRange(new FileInfo(_folder.Database + "-wal").Length, 0, 64 * 1024 * 1024);
        Assert.InRange(new FileInfo(_folder.Database).Length, 0, 64 * 1024 * 1024);
    }

    private static async Task WaitForHealthAsync(SqliteMessageQueue queue)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        while (!queue.Health.IsHealthy) await Task.Delay(10, limit.Token);
    }
}
