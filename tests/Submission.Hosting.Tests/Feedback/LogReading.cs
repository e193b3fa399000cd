using System.Text;
using System.Threading.Channels;
using Submission.Hosting.Feedback;

namespace Submission.Hosting.Tests.Feedback;

/// <summary>Reads a log in the background and gives its lines one by one.</summary>
internal sealed class LogReading : IAsyncDisposable
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _reading;

    public LogReading(ILogSource source) => _reading = ReadAsync(source);

    /// <summary>The next line that is not empty.</summary>
    public async Task<string> NextAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await _lines.Reader.ReadAsync(patience.Token);
    }

    /// <summary>Whether there is a line that nobody has asked for.</summary>
    public bool HasMore => _lines.Reader.TryPeek(out _);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _reading);
        _end.Dispose();
    }

    private async Task ReadAsync(ILogSource source)
    {
        string rest = "";
        await foreach (ReadOnlyMemory<byte> piece in source.ReadAsync(_end.Token))
        {
            string[] lines = (rest + Encoding.UTF8.GetString(piece.Span)).Split('\n');
            rest = lines[^1];
            foreach (string line in lines[..^1].Where(static line => line.Length > 0)) _lines.Writer.TryWrite(line);
        }
    }
}
