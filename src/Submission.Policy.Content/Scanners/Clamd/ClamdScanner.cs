using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Submission.Policy.Lookups;

/// <summary>
/// Has messages scanned by ClamAV's clamd over TCP or a unix socket (its INSTREAM command, within sessions that are used again). A message is never held in memory.
/// clamd down, slow, over its limits or not understood is <see cref="LookupState.Unavailable"/>; so is its alert <c>Heuristics.Limits.Exceeded</c>, which says that a
/// message was not scanned whole. Names of viruses are printable ASCII of at most 160 characters. Thread-safe.
/// </summary>
/// <remarks>The protocol: clamd(8), COMMANDS. Where a connection turns out to be broken that has served a scan before, the scan is repeated once on a new one.</remarks>
public sealed class ClamdScanner : IVirusScanner, IAsyncDisposable
{
    private readonly EndPoint _endpoint;
    private readonly string _name;
    private readonly ClamdScannerOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ClamdConnections _connections;
    private readonly ScanPlaces _places;

    /// <summary>Makes a client; nothing is connected before the first scan.</summary>
    /// <param name="endpoint">Where clamd listens; see <see cref="ScannerEndpoint"/>.</param>
    /// <param name="options">Time-outs, the largest message and how many connections; the defaults where <see langword="null"/>.</param>
    /// <param name="timeProvider">The clock; the system's where <see langword="null"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public ClamdScanner(EndPoint endpoint, ClamdScannerOptions? options = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        _endpoint = endpoint;
        _name = $"clamd at {ScannerEndpoint.Describe(endpoint)}";
        _options = (options ?? new ClamdScannerOptions()).Validated();
        _timeProvider = timeProvider ?? TimeProvider.System;
        _connections = new ClamdConnections(_options, _timeProvider);
        _places = new ScanPlaces(_options.MaximumConnections);
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The scanner has been disposed of.</exception>
    public async ValueTask<LookupResult<string>> ScanAsync(MessageContent content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ObjectDisposedException.ThrowIf(_places.IsClosed, this);
        cancellationToken.ThrowIfCancellationRequested();
        if (content.Length > _options.MaximumSize)
            return Unavailable(string.Create(CultureInfo.InvariantCulture, $"messages of more than {_options.MaximumSize} octets are not scanned"));

        using ScanBudget budget = new(_options.ScanTimeout, _timeProvider, cancellationToken, _places.Closing);
        try
        {
            await _places.EnterAsync(budget.Token).ConfigureAwait(false);
            try
            {
                return await ScanAsync(content, budget).ConfigureAwait(false);
            }
            finally
            {
                _places.Leave();
            }
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Unavailable(budget.IsSpent
                ? string.Create(CultureInfo.InvariantCulture, $"no answer within {_options.ScanTimeout.TotalSeconds} s")
                : "the client was closed");
        }
    }

    /// <summary>Ends the scans that are under way, which are then unavailable, and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _places.DisposeAsync().ConfigureAwait(false);
        await _connections.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask<LookupResult<string>> ScanAsync(MessageContent content, ScanBudget budget)
    {
        if (_connections.TakeIdle() is { } used)
        {
            ClamdAttempt first = await AttemptAsync(used, content, budget.Token).ConfigureAwait(false);
            if (!first.IsBroken) return Named(first.Result);
            _connections.CloseIdle(); // clamd has been restarted, as a rule: the others lead nowhere either
        }

        Socket socket;
        try
        {
            socket = await ScannerSocket.ConnectAsync(_endpoint, _options.ConnectTimeout, _timeProvider, budget.Token).ConfigureAwait(false);
        }
        catch (SocketException error)
        {
            return Unavailable($"cannot connect: {ScannerText.Describe(error)}");
        }

        ClamdAttempt attempt = await AttemptAsync(new ClamdConnection(socket), content, budget.Token).ConfigureAwait(false);
        return Named(attempt.Result);
    }

    private async ValueTask<ClamdAttempt> AttemptAsync(ClamdConnection connection, MessageContent content, CancellationToken cancellationToken)
    {
        using MessageOctets message = new(content);
        bool isReusable = false;
        try
        {
            ClamdAttempt attempt = await connection.ScanAsync(message, cancellationToken).ConfigureAwait(false);
            isReusable = !attempt.Result.IsUnavailable;
            return attempt;
        }
        catch (IOException) when (message.IsUnreadable)
        {
            return new ClamdAttempt(LookupResult<string>.Unavailable("the message cannot be read"), IsBroken: false);
        }
        finally
        {
            if (isReusable) _connections.GiveBack(connection);
            else connection.Dispose();
        }
    }

    private LookupResult<string> Named(LookupResult<string> result) => result.IsUnavailable ? Unavailable(result.Reason ?? "") : result;

    private LookupResult<string> Unavailable(string reason) => LookupResult<string>.Unavailable($"{_name}: {reason}");
}
