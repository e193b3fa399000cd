using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Submission.Gateway.Queue;
using Submission.Policy.Lookups;
using Submission.Trust.Http;
using Submission.Trust.TlsReporting;

namespace Submission.Gateway.Tls.Reporting;

/// <summary>Sends the report of one domain and day to every address that its record names (RFC 8460, section 3: to all of them). Thread-safe.</summary>
internal sealed class TlsReportSender(TlsReportingOptions options, IDnsRecordResolver dns, Func<NewMessage, CancellationToken, ValueTask<QueueAdditionOutcome>> accept, PublicHttp http, TimeProvider time, ILogger logger)
{
    private const string MediaType = "application/tlsrpt+gzip";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Sends it.</summary>
    /// <returns>Whether nothing is left to be done: it was taken everywhere, or nobody wants it.</returns>
    public async Task<bool> SendAsync(DateOnly day, string domain, IReadOnlyList<PolicyCount> policies, HashSet<string> taken, CancellationToken cancellationToken)
    {
        DnsRecordSet<string> texts = await dns.GetTextAsync(TlsReportRecord.NameFor(domain), cancellationToken).ConfigureAwait(false);
        if (texts.IsUnavailable) return false;
        if (!TlsReportRecord.TryFind(texts.Records, out TlsReportRecord? record, out _)) return true;
        TlsReport report = ReportWriter.Make(options, day, domain, policies);
        byte[] compressed = ReportWriter.Compress(report);
        bool isDone = true;
        foreach (TlsReportAddress address in record.Addresses)
        {
            string name = address.ToString();
            if (taken.Contains(name)) continue;
            string? problem = address.Mailbox is { } mailbox
                ? await MailAsync(report, mailbox, domain, compressed, cancellationToken).ConfigureAwait(false)
                : await PostAsync(address.Endpoint!, compressed, cancellationToken).ConfigureAwait(false);
            if (problem is null)
            {
                taken.Add(name);
                TlsReportLog.Sent(logger, domain, day, name);
            }
            else
            {
                isDone = false;
                TlsReportLog.NotSent(logger, domain, day, name, problem);
            }
        }

        return isDone;
    }

    private async Task<string?> MailAsync(TlsReport report, EmailAddress to, string domain, byte[] compressed, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        NewMessage message = ReportMail.Make(options, TransactionId.Create(now), to, domain, report.ReportId, ReportWriter.FileName(options, report, domain), compressed, now);
        QueueAdditionOutcome outcome = await accept(message, cancellationToken).ConfigureAwait(false);
        return outcome == QueueAdditionOutcome.Stored ? null : "the queue does not take it: " + outcome;
    }

    private async Task<string?> PostAsync(Uri endpoint, byte[] compressed, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using SocketsHttpHandler handler = http.Handler(endpoint.IdnHost);
            using HttpClient client = new(handler) { Timeout = Timeout.InfiniteTimeSpan };
            using ByteArrayContent content = new(compressed);
            content.Headers.ContentType = new MediaTypeHeaderValue(MediaType);
            using HttpRequestMessage request = new(HttpMethod.Post, endpoint) { Content = content };
            using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? null : $"it has answered {(int)response.StatusCode}";
        }
        catch (Exception error) when (error is HttpRequestException or IOException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return error is OperationCanceledException ? "it has not answered in time" : "no connection, or no valid certificate";
        }
    }
}
