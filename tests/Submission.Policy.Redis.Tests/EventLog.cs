using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Submission.Policy.Redis.Tests;

/// <summary>What an operator is told, by the numbers of the events. Thread-safe.</summary>
internal sealed class EventLog : ILogger
{
    private readonly ConcurrentQueue<(int Id, string Text)> _events = [];

    public IEnumerable<int> Ids => _events.Select(static told => told.Id);

    public string TextOf(int id) => _events.First(told => told.Id == id).Text;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _events.Enqueue((eventId.Id, formatter(state, exception)));
}
