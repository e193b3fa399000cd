using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Submission.Hosting.Telemetry;
using Submission.PostfixPolicy.Hosting;
using Submission.PostfixPolicy.Sessions;

namespace Submission.PostfixPolicy.Server;

/// <summary>Serves the policy protocol on the connections of Kestrel. One server serves all listeners. Thread-safe.</summary>
internal sealed class PolicyServer : IAsyncDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly SessionServices _services;
    private readonly PolicyAnswers _answers;
    private readonly SessionTable _table;
    private readonly RareLog _tooMany;
    private readonly ConcurrentDictionary<long, PolicyConnection> _connections = [];
    private readonly ITimer _timer;
    private readonly long _start;
    private long _lastConnection;
    private int _open;
    private int _isSweeping;

    public PolicyServer(SessionServices services)
    {
        _services = services;
        _table = new SessionTable(services);
        _answers = new PolicyAnswers(_table, services);
        _tooMany = new RareLog(services.Time);
        _start = services.Time.GetTimestamp();
        _timer = services.Time.CreateTimer(static state => ((PolicyServer)state!).OnBeat(), this, Beat, Beat);
    }

    /// <summary>How many seconds the server has run, as of its last beat: what time-outs go by, so that nobody has a timer of his own.</summary>
    public int Now => _table.Now;

    public int OpenConnections => Volatile.Read(ref _open);

    public int Sessions => _table.Count;

    private PostfixPolicySettings Settings => _services.Settings;

    /// <summary>Serves one connection to its end. It does not throw for anything that a client does.</summary>
    public async Task OnConnectedAsync(ConnectionContext context)
    {
        int open = Interlocked.Increment(ref _open);
        long id = Interlocked.Increment(ref _lastConnection);
        try
        {
            if (open > Settings.MaximumConnections)
            {
                if (_tooMany.MayTell(out long others)) PostfixPolicyLog.TooManyConnections(_services.Logger, Settings.MaximumConnections, others);
                return;
            }

            using var connection = new PolicyConnection(context, id, this, _answers, _services);
            _connections[id] = connection;
            CancellationToken stopping = context.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
            CancellationTokenRegistration registration = stopping.UnsafeRegister(static state => ((PolicyConnection)state!).Stop(), connection);
            await using (registration.ConfigureAwait(false)) await connection.RunAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
            PostfixPolicyLog.ConnectionBroke(_services.Logger, context.ConnectionId, error);
        }
        finally
        {
            _connections.TryRemove(id, out _);
            Interlocked.Decrement(ref _open);
        }
    }

    /// <summary>Looks after all time-outs.</summary>
    public async Task SweepAsync()
    {
        Look();
        await _table.SweepAsync((int)Settings.SessionLifetime.TotalSeconds).ConfigureAwait(false);
    }

    /// <summary>Looks after all time-outs, but for those of sessions where that is still being done: the counters may take their time to end them.</summary>
    public void OnBeat()
    {
        Look();
        if (Interlocked.Exchange(ref _isSweeping, 1) == 1) return;
        _ = RunAsync();

        async Task RunAsync()
        {
            try
            {
                await _table.SweepAsync((int)Settings.SessionLifetime.TotalSeconds).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                _answers.Failed(error);
            }
            finally
            {
                Volatile.Write(ref _isSweeping, 0);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _table.EndAllAsync().ConfigureAwait(false);
    }

    private void Look()
    {
        int now = (int)_services.Time.GetElapsedTime(_start).TotalSeconds;
        _table.Now = now;
        foreach ((_, PolicyConnection connection) in _connections) connection.Look(now);
    }
}
