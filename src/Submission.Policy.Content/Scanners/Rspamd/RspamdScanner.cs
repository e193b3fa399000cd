using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;

namespace Submission.Policy.Lookups;

/// <summary>
/// Has messages judged by rspamd over HTTP (<c>POST /checkv2</c>). It is told the address of the client, its name, the account, the envelope and the id of the
/// transaction; recipients as far as they fit into 32 KiB. A message is never held in memory. rspamd down, slow, refusing or not understood is
/// <see cref="LookupState.Unavailable"/>. Messages above <see cref="RspamdScannerOptions.MaximumSize"/> are not scanned. Thread-safe.
/// </summary>
/// <remarks>
/// <see cref="SpamScan.IsSpam"/> follows the action (<see cref="RspamdScannerOptions.SpamActions"/>), <see cref="SpamScan.Tests"/> are the names of the symbols. No
/// proxy is asked, no redirect followed, no cookie kept. The protocol: rspamd's documentation, HTTP protocol.
/// </remarks>
public sealed class RspamdScanner : ISpamScanner, IDisposable
{
    /// <summary>The <see cref="SpamScan.Action"/> of a message that is too large to be scanned.</summary>
    public const string TooLargeAction = SpamdScanner.TooLargeAction;

    private const int MaximumReplyLength = 1 << 20;

    private readonly Uri _check;
    private readonly string _name;
    private readonly RspamdScannerOptions _options;
    private readonly FrozenSet<string> _spamActions;
    private readonly TimeProvider _timeProvider;
    private readonly HttpMessageInvoker _http;
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationToken _closed;
    private int _isDisposed;

    /// <summary>Makes a client; nothing is connected before the first scan.</summary>
    /// <param name="address">Where rspamd's normal worker listens, for example <c>http://127.0.0.1:11333</c>; see <see cref="ScannerEndpoint.TryParseHttp"/>.</param>
    /// <param name="options">Time-outs, the password and what means spam; the defaults where <see langword="null"/>.</param>
    /// <param name="timeProvider">The clock; the system's where <see langword="null"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="address"/> is not absolute, not http or https, or has a user, a query or a fragment.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public RspamdScanner(Uri address, RspamdScannerOptions? options = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!ScannerEndpoint.IsHttp(address)) throw new ArgumentException("An http or https address without user, query and fragment is needed.", nameof(address));
        _options = (options ?? new RspamdScannerOptions()).Validated();
        _timeProvider = timeProvider ?? TimeProvider.System;
        _check = new Uri(address.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/checkv2");
        _name = $"rspamd at {address.GetLeftPart(UriPartial.Authority)}";
        _spamActions = _options.SpamActions.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _http = new HttpMessageInvoker(CreateHandler(), disposeHandler: true);
        _closed = _closing.Token;
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The scanner has been disposed of.</exception>
    public async ValueTask<LookupResult<SpamScan>> ScanAsync(SpamScanRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        cancellationToken.ThrowIfCancellationRequested();
        if (request.Content.Length > _options.MaximumSize) return LookupResult<SpamScan>.Found(new SpamScan(false, 0) { Action = TooLargeAction });

        using ScanBudget budget = new(_options.ScanTimeout, _timeProvider, cancellationToken, _closed);
        using MessageOctets message = new(request.Content);
        try
        {
            return await ScanAsync(request, message, budget.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Unavailable(budget.IsSpent
                ? string.Create(CultureInfo.InvariantCulture, $"no answer within {_options.ScanTimeout.TotalSeconds} s")
                : "the client was closed");
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Unavailable(message.IsUnreadable ? "the message cannot be read" : ScannerText.Describe(error));
        }
    }

    /// <summary>Ends the scans that are under way, which are then unavailable, and closes the connections.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        _closing.Cancel();
        _closing.Dispose();
        _http.Dispose();
    }

    private async ValueTask<LookupResult<SpamScan>> ScanAsync(SpamScanRequest request, MessageOctets message, CancellationToken cancellationToken)
    {
        using HttpRequestMessage http = RspamdRequest.Create(_check, request, message, _options.Password);
        using HttpResponseMessage response = await _http.SendAsync(http, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK)
            return Unavailable(string.Create(CultureInfo.InvariantCulture, $"answered HTTP {(int)response.StatusCode}"));
        if (message.Remaining > 0) return Unavailable("answered before it had the whole message");

        byte[] buffer = ArrayPool<byte>.Shared.Rent(MaximumReplyLength + 1);
        try
        {
            int length = await ReadAsync(response.Content, buffer.AsMemory(0, MaximumReplyLength + 1), cancellationToken).ConfigureAwait(false);
            if (length > MaximumReplyLength) return Unavailable("answered more than can be an answer");
            return RspamdReply.TryRead(buffer.AsSpan(0, length), _spamActions, out SpamScan? scan)
                ? LookupResult<SpamScan>.Found(scan)
                : Unavailable("answered what cannot be read");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async ValueTask<int> ReadAsync(HttpContent content, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            return await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        }
    }

    private SocketsHttpHandler CreateHandler() => new()
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        AutomaticDecompression = DecompressionMethods.None,
        MaxConnectionsPerServer = _options.MaximumConnections,
        // Another address of a name is noticed, and what is left of an answer that is given up is not read.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxResponseDrainSize = 0,
        RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        ConnectCallback = async (context, cancellationToken) =>
        {
            Socket socket = await ScannerSocket.ConnectAsync(context.DnsEndPoint, _options.ConnectTimeout, _timeProvider, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };

    private LookupResult<SpamScan> Unavailable(string reason) => LookupResult<SpamScan>.Unavailable($"{_name}: {reason}");
}
