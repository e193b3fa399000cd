using Microsoft.Extensions.Logging;
using Submission.Gateway.Dsn;
using Submission.Gateway.Queue;
using Submission.Gateway.Routing;
using Submission.Gateway.Signing;
using Submission.Gateway.Telemetry;
using Submission.Gateway.Tls;
using Submission.Policy.Delivery;

namespace Submission.Gateway.Delivery;

/// <summary>The delivery engine: puts its parts together, starts and stops them. Thread-safe.</summary>
internal sealed class DeliveryEngine : IAsyncDisposable
{
    // What is left of a stop after the attempts were cut off.
    private static readonly TimeSpan LastWait = TimeSpan.FromSeconds(2);

    private readonly GatewayOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Alarm _readerAlarm;
    private readonly Alarm _noticeAlarm;
    private readonly ConnectionBudget _budget;
    private readonly ConnectionPool _pool;
    private readonly LaneTable _lanes;
    private readonly ClaimKeeper _keeper;
    private readonly ResultWriter _results;
    private readonly Dispatcher _dispatcher;
    private readonly SuspensionWatch _suspensions;
    private readonly QueueReader _reader;
    private readonly NoticeSender _notices;
    private readonly QueueGauges _gauges;
    private readonly CancellationTokenSource _claiming = new();
    private readonly CancellationTokenSource _serving = new();
    private Task _claimLoops = Task.CompletedTask;
    private Task _serviceLoops = Task.CompletedTask;
    private Task _reporting = Task.CompletedTask;
    private volatile bool _isRunning;

    public DeliveryEngine(
        IMessageQueue queue, IRouteResolver routes, GatewayOptions options, IDeliveryTlsPolicy? tls, IDeliveryFeedback? feedback, TimeProvider time, ILogger logger, Func<double>? random = null,
        ITlsSessionObserver? observer = null, IMessageSigner? signer = null)
    {
        (_options, _time, _logger) = (options, time, logger);
        RetrySchedule schedule = new(options, random ?? Random.Shared.NextDouble);
        Outcomes outcomes = new(time);
        ResultBuilder builder = new(options, schedule, outcomes);
        _readerAlarm = new Alarm(time);
        _noticeAlarm = new Alarm(time);
        Reporter = new DeliveryReporter(queue, feedback, logger);
        Memory = new DirectMemory(options.DirectMemory);
        _budget = new ConnectionBudget(options.MaximumConnections);
        _pool = new ConnectionPool(options.IdleTimeout, _budget, time);
        _keeper = new ClaimKeeper(queue, options, time, logger);
        _results = new ResultWriter(queue, Reporter, _readerAlarm, time, logger);
        LaneWorker? worker = null;
        _lanes = new LaneTable(_budget, lane => worker!.Start(lane), time);
        _dispatcher = new Dispatcher(routes, _lanes, _results, builder, schedule, outcomes, options, time, logger, _claiming.Token);
        SmtpDelivery smtp = new(
            tls ?? new OpportunisticTlsPolicy(), new ServerConnector(options, _pool, outcomes, observer, time), new SmtpTransaction(queue, outcomes, _keeper), _pool, outcomes);
        worker = new LaneWorker(smtp, _keeper, _results, builder, _dispatcher, _budget, schedule, outcomes, time, logger);
        _suspensions = new SuspensionWatch(queue, _readerAlarm);
        _reader = new QueueReader(queue, _lanes, _dispatcher, _readerAlarm, _noticeAlarm);
        _notices = new NoticeSender(queue, new NoticeWriter(options, time), _noticeAlarm, _readerAlarm, signer, time, logger);
        _gauges = new QueueGauges(queue, _budget, _pool, _lanes);
    }

    public DirectMemory Memory { get; }

    public DeliveryReporter Reporter { get; }

    /// <summary>Whether a message may be handed to its lanes as soon as it is stored.</summary>
    public bool TakesDirect(NewMessage message)
    {
        if (!_isRunning || message.HoldReason is not null || Memory.IsNone) return false;
        string? previous = null;
        for (int i = 0; i < message.Recipients.Count; i++)
        {
            string destination = message.Recipients[i].ForwardPath.DomainText;
            if (string.Equals(destination, previous, StringComparison.Ordinal)) continue;
            previous = destination;
            if (_suspensions.IsSuspended(destination)) return false;
            if (_lanes.Find(destination) is not { } known) continue;
            if (known.Lane is { } lane ? !lane.TakesDirect() : !known.TakesDirect()) return false;
        }

        return true;
    }

    /// <summary>Takes the claims of a message that was just stored.</summary>
    /// <param name="claims">Its deliveries.</param>
    /// <param name="body">Its body in memory; one use of it is the caller's.</param>
    public void Take(IReadOnlyList<QueuedDelivery> claims, DirectBody? body)
    {
        for (int i = 0; i < claims.Count; i++)
        {
            DestinationState destination = _lanes.Destination(claims[i].Destination);
            destination.Claimed();
            body?.Share();
            _dispatcher.Take(claims[i], destination, body);
        }
    }

    /// <summary>Something was stored that is not claimed.</summary>
    public void Wake() => _readerAlarm.Ring();

    /// <summary>Learns which destinations are suspended, so that no message goes there on the direct way.</summary>
    public async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _suspensions.LookAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (QueueUnavailableException error)
        {
            GatewayLog.QueueUnavailable(_logger, "watching for changes", error.Message);
        }
    }

    public void Start()
    {
        _isRunning = true;
        CancellationToken claiming = _claiming.Token;
        CancellationToken serving = _serving.Token;
        _claimLoops = Task.WhenAll(
            Task.Run(() => new QueueLoop("claiming", _time, _logger).RunAsync(_reader.StepAsync, claiming), CancellationToken.None),
            Task.Run(() => new QueueLoop("writing of notices", _time, _logger).RunAsync(_notices.StepAsync, claiming), CancellationToken.None),
            Task.Run(() => new QueueLoop("watching for changes", _time, _logger).RunAsync(_suspensions.StepAsync, claiming), CancellationToken.None));
        _reporting = Task.Run(() => Reporter.RunAsync(serving), CancellationToken.None);
        _serviceLoops = Task.WhenAll(
            _reporting,
            Task.Run(() => _keeper.RunAsync(serving), CancellationToken.None),
            Task.Run(() => new QueueLoop("counting", _time, _logger).RunAsync(TidyAsync, serving), CancellationToken.None));
    }

    /// <summary>Stops: what is under way may end within <see cref="GatewayOptions.DrainTimeout"/>, what is not done by then is given back.</summary>
    /// <param name="cancellationToken">Cuts the waiting short.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!_isRunning) return;
        _isRunning = false;
        await _claiming.CancelAsync().ConfigureAwait(false);
        foreach (ActiveLane lane in _lanes.Lanes) _dispatcher.Stop(lane);
        await EndedAsync(_budget.WhenIdleAsync(), _options.DrainTimeout, cancellationToken).ConfigureAwait(false);
        int aborted = _keeper.Count;
        _keeper.AbortAll();
        await EndedAsync(Task.WhenAll(_budget.WhenIdleAsync(), _claimLoops), LastWait, CancellationToken.None).ConfigureAwait(false);
        await EndedAsync(_results.WhenIdleAsync(), LastWait, CancellationToken.None).ConfigureAwait(false);
        _results.GiveUp();
        Reporter.Complete();
        await EndedAsync(_reporting, LastWait, CancellationToken.None).ConfigureAwait(false);
        await _serving.CancelAsync().ConfigureAwait(false);
        await EndedAsync(_serviceLoops, TimeSpan.FromSeconds(1), CancellationToken.None).ConfigureAwait(false);
        GatewayLog.Stopped(_logger, aborted);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        _gauges.Dispose();
        _pool.Dispose();
        _readerAlarm.Dispose();
        _noticeAlarm.Dispose();
        foreach (ActiveLane lane in _lanes.Lanes) lane.Dispose();
        _results.Dispose();
        _claiming.Dispose();
        _serving.Dispose();
    }

    // Real time: a stop must end, whatever clock the deliveries go by.
    private static async Task EndedAsync(Task work, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await work.WaitAsync(limit, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            return; // what is not done waits in the queue
        }
    }

    private async ValueTask TidyAsync(CancellationToken cancellationToken)
    {
        _lanes.Tidy();
        await _gauges.CountAsync(cancellationToken).ConfigureAwait(false);
        await Task.Delay(TimeSpan.FromSeconds(15), _time, cancellationToken).ConfigureAwait(false);
    }
}
