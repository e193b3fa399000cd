using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using Submission.Policy.Lookups;
using Submission.Trust.Certificates;
using Submission.Trust.Http;

namespace Submission.Trust.MtaSts;

/// <summary>
/// Fetches policies by HTTPS from <c>https://mta-sts.DOMAIN/.well-known/mta-sts.txt</c> (RFC 8461, section 3.3): with TLS 1.2 or newer and a valid certificate, without redirects,
/// proxies, cookies and caches, and within bounds of size and time. Whatever a server does is a value. Thread-safe.
/// </summary>
public sealed class StsPolicyFetcher : IStsPolicyFetcher
{
    private const string MediaType = "text/plain";
    private readonly StsFetchOptions _options;
    private readonly TimeProvider _time;
    private readonly PublicHttp _http;

    /// <summary>Makes a fetcher.</summary>
    /// <param name="resolver">Names the servers' addresses.</param>
    /// <param name="options">How to fetch.</param>
    /// <param name="time">The clock of the bound on time, and by which certificates expire.</param>
    public StsPolicyFetcher(IDnsRecordResolver resolver, StsFetchOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(resolver);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        (_options, _time) = (options, time);
        _http = new PublicHttp(resolver, options.TrustedRoots, options.AllowPrivateAddresses, time);
    }

    /// <inheritdoc/>
    public async Task<StsFetchResult> FetchAsync(string domain, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(domain);
        string host = "mta-sts." + domain;
        if (!HostNames.IsHostName(System.Text.Encoding.UTF8.GetBytes(host))) return Failed($"{host} is no host name");
        using CancellationTokenSource limit = new(_options.Timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        PublicHttp.Note note = new();
        try
        {
            return await GetAsync(host, note, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Failed($"{host} has not answered in time");
        }
        catch (Exception error) when (error is HttpRequestException or IOException or SocketException or AuthenticationException or InvalidOperationException)
        {
            if (note.Problem != CertificateProblem.None) return StsFetchResult.Failed(StsFetchFailure.CertificateInvalid, PublicCertificates.Describe(note.Problem, host));
            return Failed(error is HttpRequestException { InnerException: AuthenticationException } ? $"{host} cannot be spoken to by TLS" : note.Reason ?? $"no connection to {host}");
        }
    }

    private async Task<StsFetchResult> GetAsync(string host, PublicHttp.Note note, CancellationToken cancellationToken)
    {
        using SocketsHttpHandler handler = _http.Handler(host, note);
        using HttpClient client = new(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = StsPolicy.MaximumLength + 1 };
        using HttpRequestMessage request = new(HttpMethod.Get, new UriBuilder(Uri.UriSchemeHttps, host, _options.Port, "/.well-known/mta-sts.txt").Uri);
        request.Headers.CacheControl = new CacheControlHeaderValue { NoCache = true };
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK) return Failed($"{host} has answered {(int)response.StatusCode}");
        if (!string.Equals(response.Content.Headers.ContentType?.MediaType, MediaType, StringComparison.OrdinalIgnoreCase)) return Failed($"{host} has sent something other than plain text");
        byte[]? text = await ReadAsync(response.Content, cancellationToken).ConfigureAwait(false);
        if (text is null) return Failed($"{host} has sent more than {StsPolicy.MaximumLength} octets");
        return StsPolicy.TryParse(text, out StsPolicy? policy, out string? problem) ? StsFetchResult.Found(policy) : StsFetchResult.Failed(StsFetchFailure.PolicyInvalid, problem);
    }

    private static async Task<byte[]?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > StsPolicy.MaximumLength) return null;
        using Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        byte[] buffer = new byte[StsPolicy.MaximumLength + 1];
        int length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return length > StsPolicy.MaximumLength ? null : buffer[..length];
    }

    private static StsFetchResult Failed(string reason) => StsFetchResult.Failed(StsFetchFailure.FetchFailed, reason);
}
