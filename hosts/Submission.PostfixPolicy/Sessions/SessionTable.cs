using System.Net;
using System.Text;
using Submission.PostfixPolicy.Protocol;

namespace Submission.PostfixPolicy.Sessions;

/// <summary>
/// The sessions under way, of all connections: Postfix closes a policy connection that is old or idle and goes on over another one, and a process that asks with different parameters uses several at once.
/// A session ends where the connection that told of it tells of another client, or after a time of silence; where there are too many, the oldest ends. Thread-safe.
/// </summary>
internal sealed class SessionTable(SessionServices services)
{
    private const int MaximumInstanceLength = 128;

    private readonly Lock _lock = new();
    private readonly Dictionary<SessionKey, MailSession> _byClient = [];
    // Only of sessions whose client's port is not told: the others are found by their client.
    private readonly Dictionary<string, MailSession> _byInstance = new(StringComparer.Ordinal);
    private readonly LinkedList<MailSession> _oldestFirst = new();
    private volatile int _now;

    /// <summary>The present moment in beats of the server, which keeps it.</summary>
    public int Now
    {
        get => _now;
        set => _now = value;
    }

    /// <summary>How many sessions are known.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _oldestFirst.Count;
        }
    }

    /// <summary>
    /// Gives the session of a request, and holds its gate; the caller gives it back by <see cref="Release"/> or <see cref="EndHeldAsync"/>. Where the caller's last session is another one, that one has ended.
    /// </summary>
    /// <param name="request">The request, without a fault.</param>
    /// <param name="address">The client's address.</param>
    /// <param name="connection">The connection that asks.</param>
    /// <param name="last">The session that the connection told of last; <see langword="null"/> for none.</param>
    public async ValueTask<MailSession> AcquireAsync(PolicyRequest request, IPAddress address, long connection, MailSession? last)
    {
        while (true)
        {
            MailSession session = FindOrOpen(request, address, connection, last);
            if (!session.Gate.TryEnter()) await session.Gate.EnterAsync().ConfigureAwait(false);
            if (session.IsEnded)
            {
                session.Gate.Leave();
                continue;
            }

            if (session.Serves(request))
            {
                session.LastSeen = Now;
                try
                {
                    if (last is not null && last != session) await TryEndAsync(last).ConfigureAwait(false);
                    if (Count > services.Settings.MaximumSessions) await EndOldestAsync().ConfigureAwait(false);
                    return session;
                }
                catch
                {
                    session.Gate.Leave();
                    throw;
                }
            }

            // An earlier session from the same port of the same client.
            await EndHeldAsync(session).ConfigureAwait(false);
        }
    }

    /// <summary>Gives a session back.</summary>
    public void Release(MailSession session, PolicyRequest request)
    {
        ReadOnlySpan<byte> instance = request[PolicyAttribute.Instance];
        if (session.Key.ClientPort == 0 && instance.Length is > 0 and <= MaximumInstanceLength) Index(session, instance);
        session.Gate.Leave();
    }

    /// <summary>Ends a session whose gate the caller holds.</summary>
    public async ValueTask EndHeldAsync(MailSession session)
    {
        Remove(session);
        session.IsEnded = true;
        try
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            session.Gate.Leave();
        }
    }

    /// <summary>Ends what has been silent for too long.</summary>
    /// <param name="lifetime">How many beats of silence a session may have.</param>
    public async ValueTask SweepAsync(int lifetime)
    {
        List<MailSession>? silent = null;
        lock (_lock)
        {
            foreach (MailSession session in _oldestFirst)
            {
                if (Now - session.LastSeen > lifetime) (silent ??= []).Add(session);
            }
        }

        foreach (MailSession session in silent ?? [])
        {
            // It may have been asked about while those before it ended.
            if (Now - session.LastSeen > lifetime) await TryEndAsync(session).ConfigureAwait(false);
        }
    }

    /// <summary>Ends all sessions; what they hold is given back.</summary>
    public async ValueTask EndAllAsync()
    {
        MailSession[] all;
        lock (_lock) all = [.. _oldestFirst];
        foreach (MailSession session in all) await TryEndAsync(session).ConfigureAwait(false);
    }

    private MailSession FindOrOpen(PolicyRequest request, IPAddress address, long connection, MailSession? last)
    {
        if (last is { Node: not null } && last.Serves(request)) return last;
        ushort port = MailSession.ReadPort(request, PolicyAttribute.ClientPort);
        var key = new SessionKey(address, port, MailSession.ReadPort(request, PolicyAttribute.ServerPort), port == 0 ? connection : 0);
        lock (_lock)
        {
            if (port == 0 && FindByInstance(request) is { } known) return known;
            if (_byClient.TryGetValue(key, out MailSession? session)) return session;
            session = new MailSession(key, request[PolicyAttribute.ClientAddress], services) { LastSeen = Now };
            _byClient.Add(key, session);
            session.Node = _oldestFirst.AddLast(session);
            return session;
        }
    }

    private MailSession? FindByInstance(PolicyRequest request)
    {
        ReadOnlySpan<byte> instance = request[PolicyAttribute.Instance];
        if (instance.Length is 0 or > MaximumInstanceLength) return null;
        return _byInstance.TryGetValue(Encoding.Latin1.GetString(instance), out MailSession? session) && session.Serves(request) ? session : null;
    }

    private void Index(MailSession session, ReadOnlySpan<byte> instance)
    {
        string name = Encoding.Latin1.GetString(instance);
        if (string.Equals(session.IndexedInstance, name, StringComparison.Ordinal)) return;
        lock (_lock)
        {
            if (session.Node is null) return;
            Unindex(session);
            session.IndexedInstance = name;
            _byInstance[name] = session;
        }
    }

    private void Unindex(MailSession session)
    {
        if (session.IndexedInstance is { } instance && _byInstance.GetValueOrDefault(instance) == session) _byInstance.Remove(instance);
        session.IndexedInstance = null;
    }

    private void Remove(MailSession session)
    {
        lock (_lock)
        {
            if (session.Node is null) return;
            _oldestFirst.Remove(session.Node);
            session.Node = null;
            _byClient.Remove(session.Key);
            Unindex(session);
        }
    }

    private async ValueTask EndOldestAsync()
    {
        MailSession? oldest;
        lock (_lock) oldest = _oldestFirst.FirstOrDefault(static session => session.Gate.IsFree);
        if (oldest is not null) await TryEndAsync(oldest).ConfigureAwait(false);
    }

    // Whoever is being answered about a session keeps it.
    private async ValueTask TryEndAsync(MailSession session)
    {
        if (!session.Gate.TryEnter()) return;
        if (session.IsEnded) session.Gate.Leave();
        else await EndHeldAsync(session).ConfigureAwait(false);
    }
}
