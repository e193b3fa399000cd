using Microsoft.Extensions.Time.Testing;
using Submission.Hosting.Feedback;

namespace Submission.Hosting.Tests.Feedback;

/// <summary>Real programs in the place of journalctl.</summary>
public sealed class LogCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("command-").FullName;
    private readonly RecordingLogger<LogCommand> _logger = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Read_CommandThatFollows_GivesWhatItPrints_AndIsEndedAtTheEnd()
    {
        string file = Path.Combine(_folder, "log");
        File.WriteAllText(file, "");
        await using (LogReading reading = Read($"tail --lines=+1 --follow {file}"))
        {
            File.AppendAllText(file, "one\n");
            Assert.Equal("one", await reading.NextAsync());
            File.AppendAllText(file, "two\n");
            Assert.Equal("two", await reading.NextAsync());
        }

        Assert.Empty(_logger.Lines);
        for (int i = 0; i < 2000 && IsRunning(); i++) await Task.Delay(5, TestContext.Current.CancellationToken); // what is killed is there until it next gets the processor
        Assert.False(IsRunning());

        bool IsRunning() => Directory.EnumerateDirectories("/proc").Select(CommandLine).Any(line => line.Contains(file, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Read_CommandThatEnds_IsStartedAgainAfterLongerAndLongerPauses()
    {
        DateTimeOffset start = _time.GetUtcNow();
        await using LogReading reading = Read("echo hello");
        Assert.Equal("hello", await reading.NextAsync());
        for (int i = 0; i < 2; i++)
        {
            // The pause begins when the end has been noticed.
            for (int step = 0; step < 2000 && !reading.HasMore; step++)
            {
                _time.Advance(TimeSpan.FromMilliseconds(100));
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }

            Assert.Equal("hello", await reading.NextAsync());
        }

        Assert.True(_time.GetUtcNow() - start >= TimeSpan.FromSeconds(3));
        Assert.Contains("Warning The log cannot be read by 'echo hello', and failed authentications are not counted meanwhile: it ended with exit code 0", _logger.Lines);
    }

    [Theory]
    [InlineData("/nowhere/journalctl --follow", "'/nowhere/journalctl --follow'")]
    [InlineData("ls /nowhere", "exit code 2 ls: cannot access '/nowhere'")]
    public async Task Read_CommandThatFails_SaysWhyInTheLog(string command, string expected)
    {
        await using LogReading reading = Read(command);
        for (int i = 0; i < 2000 && _logger.Lines.IsEmpty; i++) await Task.Delay(5, TestContext.Current.CancellationToken);

        Assert.Contains(expected, Assert.Single(_logger.Lines), StringComparison.Ordinal);
    }

    private LogReading Read(string command) => new(new LogCommand(command, _time, _logger));

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return ""; // it has ended, or is no process
        }
    }
}
