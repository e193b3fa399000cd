using System.Net;
using System.Net.Sockets;
using System.Text;
using Submission.Policy.Lookups;

namespace Submission.Trust.Advice;

/// <summary>Fetches MTA-STS policies: over HTTPS with the certificate checked, without redirects, at most 64 KiB, within 10 seconds. Thread-safe.</summary>
public sealed class HttpsPolicyFetch : IPolicyFetch, IDisposable
{
    private const int LongestPolicy = 65_536;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly IDnsRecordResolver _dns;
    private readonly HttpClient _http;

    /// <summary>Creates a fetcher.</summary>
    /// <param name="dns">Where the addresses of policy hosts are looked up.</param>
    public HttpsPolicyFetch(IDnsRecordResolver dns)
    {
        ArgumentNullException.ThrowIfNull(dns);
        _dns = dns;
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, MaxResponseHeadersLength = 16, ConnectCallback = ConnectAsync };
        _http = new HttpClient(handler) { Timeout = Patience, MaxResponseContentBufferSize = LongestPolicy };
    }

    /// <inheritdoc/>
    public async ValueTask<FetchedPolicy> FetchAsync(DomainName domain, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(domain);
        try
        {
            using HttpResponseMessage response = await _http.GetAsync(new Uri($"https://mta-sts.{domain}/.well-known/mta-sts.txt"), cancellationToken).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK) return new FetchedPolicy(null, $"the answer is {(int)response.StatusCode}, where 200 must be");
            byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            return new FetchedPolicy(Encoding.Latin1.GetString(body), null);
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or IOException)
        {
            return new FetchedPolicy(null, (exception.InnerException ?? exception).Message.TrimEnd('.'));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new FetchedPolicy(null, "no answer within 10 seconds");
        }
    }

    /// <summary>Closes its connections.</summary>
    public void Dispose() => _http.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        string host = context.DnsEndPoint.Host;
        DnsRecordSet<IPAddress> v4 = await _dns.GetAddressesAsync(host, AddressFamily.InterNetwork, cancellationToken).ConfigureAwait(false);
        DnsRecordSet<IPAddress> v6 = await _dns.GetAddressesAsync(host, AddressFamily.InterNetworkV6, cancellationToken).ConfigureAwait(false);
        IPAddress[] addresses = [.. v4.Records.Concat(v6.Records).Take(8)];
        if (addresses.Length == 0) throw new IOException($"{host} has no address");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
