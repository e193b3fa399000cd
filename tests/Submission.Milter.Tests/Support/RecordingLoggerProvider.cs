using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Submission.Milter.Tests.Support;

/// <summary>Keeps what was logged, whatever the category.</summary>
internal sealed class RecordingLoggerProvider : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}".TrimEnd());

    public void Dispose()
    {
        // The lines outlive the host.
    }
}
