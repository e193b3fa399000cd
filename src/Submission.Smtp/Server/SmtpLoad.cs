using Microsoft.Extensions.Logging;

namespace Submission.Smtp.Server;

/// <summary>
/// How much a server has to bear, and what follows from it for its sessions (see <see cref="SmtpLoadOptions"/>). It looks at itself as long as a connection is open. Thread-safe.
/// </summary>
internal sealed class SmtpLoad
{
    private const int LeastLooks = 5;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly SmtpServerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Action<Action> _queue;
    private readonly Action _look;
    private readonly Lock _gate = new();
    private readonly HashSet<SmtpDialog> _dialogs = [];
    private readonly LoadSignal _queueing;
    private readonly LoadSignal _answering;
    private readonly LoadSignal _connecting;
    private readonly int _manyConnections;
    private ITimer? _timer;
    private long _queuedAt;
    private int _open;
    private bool _isLooking;
    private volatile int _level;

    /// <summary>Makes one.</summary>
    /// <param name="options">The server's options.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where each change is told.</param>
    /// <param name="queue">Lets work wait for a thread; the thread pool by default.</param>
    public SmtpLoad(SmtpServerOptions options, TimeProvider time, ILogger logger, Action<Action>? queue = null)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _queue = queue ?? (static work => ThreadPool.UnsafeQueueUserWorkItem(static work => work(), work, preferLocal: false));
        _look = Look;
        SmtpLoadOptions load = options.Load;
        _queueing = new LoadSignal(time, LeastLooks, load.OverloadAfter, load.RelaxAfter);
        _answering = new LoadSignal(time, LeastLooks, load.OverloadAfter, load.RelaxAfter);
        _connecting = new LoadSignal(time, 1, TimeSpan.Zero, load.RelaxAfter);
        _manyConnections = (int)Math.Max(1, (long)options.MaximumConnections * load.BusyConnections / 100);
        Answers = new AnswerDelays(time);
    }

    public SmtpLoadLevel Level => (SmtpLoadLevel)_level;

    public AnswerDelays Answers { get; }

    /// <summary>How many errors a session may make at present.</summary>
    public int MaximumErrors => Level == SmtpLoadLevel.Normal ? _options.MaximumErrors : Math.Min(_options.MaximumErrors, _options.Load.MaximumErrors);

    /// <summary>How long a client may be silent at present.</summary>
    /// <param name="usually">How long at other times.</param>
    public TimeSpan Silence(TimeSpan usually) => Level != SmtpLoadLevel.Normal && _options.Load.CommandTimeout < usually ? _options.Load.CommandTimeout : usually;

    /// <summary>A connection was opened or has ended.</summary>
    public void Count(int change)
    {
        lock (_gate)
        {
            _open += change;
            LookAtConnections();
            Decide(TimeSpan.Zero, TimeSpan.Zero);
            if (_isLooking || _open == 0) return;
            _isLooking = true;
            Schedule();
        }
    }

    public void Enter(SmtpDialog dialog)
    {
        lock (_gate) _dialogs.Add(dialog);
    }

    public void Leave(SmtpDialog dialog)
    {
        lock (_gate) _dialogs.Remove(dialog);
    }

    private void Schedule()
    {
        if (_timer is null) _timer = _time.CreateTimer(static load => ((SmtpLoad)load!).Probe(), this, Interval, Timeout.InfiniteTimeSpan);
        else _timer.Change(Interval, Timeout.InfiniteTimeSpan);
    }

    private void Probe()
    {
        Volatile.Write(ref _queuedAt, _time.GetTimestamp());
        _queue(_look);
    }

    private void Look()
    {
        TimeSpan waited = _time.GetElapsedTime(Volatile.Read(ref _queuedAt));
        TimeSpan answer = Answers.Take();
        lock (_gate)
        {
            Look(_queueing, waited, _options.Load.MaximumQueueDelay);
            Look(_answering, answer, _options.Load.MaximumAnswerDelay);
            LookAtConnections();
            Decide(waited, answer);
            _isLooking = _open > 0 || Level != SmtpLoadLevel.Normal;
            if (_isLooking) Schedule();
        }
    }

    private static void Look(LoadSignal signal, TimeSpan delay, TimeSpan most) => signal.Look(most > TimeSpan.Zero && delay > most, delay <= most / 2);

    private void LookAtConnections() => _connecting.Look(
        _open >= _manyConnections && _options.Load.BusyConnections <= 100, (long)_open * 4 < (long)_manyConnections * 3);

    private void Decide(TimeSpan waited, TimeSpan answer)
    {
        SmtpLoadLevel level = _queueing.IsOver || _answering.IsOver ? SmtpLoadLevel.Overloaded : _connecting.IsOver ? SmtpLoadLevel.Busy : SmtpLoadLevel.Normal;
        SmtpLoadLevel before = Level;
        if (level == before) return;
        _level = (int)level;
        SmtpMetrics.Loaded(before, -1);
        SmtpMetrics.Loaded(level, 1);
        if (level > before) SmtpLog.LoadRises(_logger, level, _open, (long)waited.TotalMilliseconds, (long)answer.TotalMilliseconds);
        else SmtpLog.LoadFalls(_logger, level, _open);
        if (before != SmtpLoadLevel.Normal) return;
        foreach (SmtpDialog dialog in _dialogs) dialog.Hurry();
    }
}
