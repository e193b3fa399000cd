using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Submission.Hosting.Tests;

/// <summary>Keeps what was logged.</summary>
internal sealed class RecordingLogger<T> : ILogger<T>
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}".TrimEnd());
}

/// <summary>Keeps what was logged, whatever the category.</summary>
internal sealed class RecordingLoggerProvider : ILoggerProvider
{
    private readonly RecordingLogger<RecordingLoggerProvider> _logger = new();

    public ConcurrentQueue<string> Lines => _logger.Lines;

    public ILogger CreateLogger(string categoryName) => _logger;

    public void Dispose()
    {
        // The lines outlive the host.
    }
}
