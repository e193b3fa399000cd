using Submission.Hosting.Feedback;

namespace Submission.Hosting.Tests.Feedback;

/// <summary>Real files, as syslog daemons and logrotate treat them.</summary>
public sealed class LogFileTailTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tail-").FullName;
    private readonly RecordingLogger<LogFileTail> _logger = new();

    private string Log => Path.Combine(_folder, "mail.log");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Read_FileThatGrows_GivesWhatIsAddedAndNotWhatWasThere()
    {
        File.WriteAllText(Log, "old\n");
        await using LogReading reading = Read();

        File.AppendAllText(Log, "one\ntw");
        Assert.Equal("one", await reading.NextAsync());
        File.AppendAllText(Log, "o\n");
        Assert.Equal("two", await reading.NextAsync());
    }

    [Fact]
    public async Task Read_RenamedFile_IsReadToItsEndAndThenItsSuccessor()
    {
        File.WriteAllText(Log, "");
        using var writer = new StreamWriter(new FileStream(Log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete)) { AutoFlush = true };
        await using LogReading reading = Read();
        await writer.WriteAsync("one\n");
        Assert.Equal("one", await reading.NextAsync());

        // logrotate renames and makes the new file; until the daemon hears of that, it writes on into the old one.
        File.Move(Log, Log + ".1");
        await writer.WriteAsync("two\n");
        Assert.Equal("two", await reading.NextAsync());
        File.WriteAllText(Log, "");
        await writer.WriteAsync("three\n");
        Assert.Equal("three", await reading.NextAsync());
        await writer.WriteAsync("four\nfi");
        File.AppendAllText(Log, "six\n");
        Assert.Equal(["four", "fi", "six"], [await reading.NextAsync(), await reading.NextAsync(), await reading.NextAsync()]);
        File.AppendAllText(Log, "seven\n");
        Assert.Equal("seven", await reading.NextAsync());
        Assert.False(reading.HasMore);
    }

    [Fact]
    public async Task Read_DeletedFile_GoesOnWithItsSuccessor()
    {
        File.WriteAllText(Log, "old\n");
        await using LogReading reading = Read();
        File.AppendAllText(Log, "one\n");
        Assert.Equal("one", await reading.NextAsync());

        File.Delete(Log);
        File.WriteAllText(Log, "two\n");

        Assert.Equal("two", await reading.NextAsync());
    }

    [Fact]
    public async Task Read_EmptiedFile_IsReadFromItsBeginning()
    {
        File.WriteAllText(Log, "something long that was there before\n");
        await using LogReading reading = Read();
        File.AppendAllText(Log, "one\n");
        Assert.Equal("one", await reading.NextAsync());

        using (var file = new FileStream(Log, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) file.SetLength(0);
        File.AppendAllText(Log, "two\n");

        Assert.Equal("two", await reading.NextAsync());
    }

    [Fact]
    public async Task Read_FileThatIsNotThereYet_IsReadFromItsBeginning_AndMissedOnceInTheLog()
    {
        await using LogReading reading = Read();
        await UntilAsync(() => !_logger.Lines.IsEmpty);

        File.WriteAllText(Log, "one\n");

        Assert.Equal("one", await reading.NextAsync());
        Assert.Equal(
            [$"Warning The log '{Log}' cannot be read, and failed authentications are not counted meanwhile: Could not find file '{Log}'.", $"Information The log '{Log}' is read again"],
            _logger.Lines);
    }

    [Fact]
    public async Task Read_FolderInPlaceOfAFile_IsToldAndTriedAgain()
    {
        Directory.CreateDirectory(Log);
        await using LogReading reading = Read();
        await UntilAsync(() => !_logger.Lines.IsEmpty);

        Directory.Delete(Log);
        File.WriteAllText(Log, "one\n");

        Assert.Equal("one", await reading.NextAsync());
    }

    // Lines from many writes, with a rotation now and then: none is lost, none comes twice, none out of order.
    [Fact]
    public async Task Read_ManyRotations_LoseNothing()
    {
        File.WriteAllText(Log, "");
        await using LogReading reading = Read();
        for (int i = 0; i < 300; i++)
        {
            File.AppendAllText(Log, $"line {i}\n");
            if (i % 50 != 49) continue;
            for (int expected = i - 49; expected <= i; expected++) Assert.Equal($"line {expected}", await reading.NextAsync());
            File.Move(Log, $"{Log}.{i}");
        }
    }

    private LogReading Read() => new(new LogFileTail(Log, TimeSpan.FromMilliseconds(5), TimeProvider.System, _logger));

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (int i = 0; i < 2000 && !condition(); i++) await Task.Delay(5, TestContext.Current.CancellationToken);
        Assert.True(condition());
    }
}
