using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Submission.Policy.Lookups;

/// <summary>
/// Has messages judged by SpamAssassin's spamd over TCP or a unix socket (its SYMBOLS command, one connection a scan as the protocol has it). A message is never held in
/// memory. spamd down, slow, refusing or not understood is <see cref="LookupState.Unavailable"/>. Messages above <see cref="SpamdScannerOptions.MaximumSize"/> are not
/// scanned. Thread-safe.
/// </summary>
/// <remarks>
/// spamd is given the message as it is, and neither the envelope nor the address of the client: SpamAssassin would take them from a <c>Received</c> field only, and one
/// made up for it would have the dynamic address of an ordinary client looked up in lists that are meant for mail servers. The protocol: SpamAssassin's spamd/PROTOCOL.
/// </remarks>
public sealed class SpamdScanner : ISpamScanner, IAsyncDisposable
{
    /// <summary>The <see cref="SpamScan.Action"/> of a message that is too large to be scanned.</summary>
    public const string TooLargeAction = "too large to scan";

    private readonly EndPoint _endpoint;
    private readonly string _name;
    private readonly SpamdScannerOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ScanPlaces _places;

    /// <summary>Makes a client; nothing is connected before the first scan.</summary>
    /// <param name="endpoint">Where spamd listens; see <see cref="ScannerEndpoint"/>.</param>
    /// <param name="options">Time-outs, the largest message and how many connections; the defaults where <see langword="null"/>.</param>
    /// <param name="timeProvider">The clock; the system's where <see langword="null"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public SpamdScanner(EndPoint endpoint, SpamdScannerOptions? options = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        _endpoint = endpoint;
        _name = $"spamd at {ScannerEndpoint.Describe(endpoint)}";
        _options = (options ?? new SpamdScannerOptions()).Validated();
        _timeProvider = timeProvider ?? TimeProvider.System;
        _places = new ScanPlaces(_options.MaximumConnections);
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The scanner has been disposed of.</exception>
    public async ValueTask<LookupResult<SpamScan>> ScanAsync(SpamScanRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ObjectDisposedException.ThrowIf(_places.IsClosed, this);
        cancellationToken.ThrowIfCancellationRequested();
        if (request.Content.Length > _options.MaximumSize) return LookupResult<SpamScan>.Found(new SpamScan(false, 0) { Action = TooLargeAction });

        using ScanBudget budget = new(_options.ScanTimeout, _timeProvider, cancellationToken, _places.Closing);
        try
        {
            await _places.EnterAsync(budget.Token).ConfigureAwait(false);
            try
            {
                return await AskAsync(request, budget.Token).ConfigureAwait(false);
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

    /// <summary>Ends the scans that are under way, which are then unavailable.</summary>
    public ValueTask DisposeAsync() => _places.DisposeAsync();

    private async ValueTask<LookupResult<SpamScan>> AskAsync(SpamScanRequest request, CancellationToken cancellationToken)
    {
        Socket socket;
        try
        {
            socket = await ScannerSocket.ConnectAsync(_endpoint, _options.ConnectTimeout, _timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException error)
        {
            return Unavailable($"cannot connect: {ScannerText.Describe(error)}");
        }

        using MessageOctets message = new(request.Content);
        using SpamdConnection connection = new(socket);
        try
        {
            SpamdAnswer answer = await connection.AskAsync(message, _options.SendUser ? request.Account : null, cancellationToken).ConfigureAwait(false);
            return answer.Scan is { } scan ? LookupResult<SpamScan>.Found(scan) : Unavailable(answer.Reason);
        }
        catch (IOException) when (message.IsUnreadable)
        {
            return Unavailable("the message cannot be read");
        }
    }

    private LookupResult<SpamScan> Unavailable(string reason) => LookupResult<SpamScan>.Unavailable($"{_name}: {reason}");
}
