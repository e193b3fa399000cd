using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Submission.Gateway.Queue;
using Submission.Policy.Lookups;
using Submission.Trust.Dkim;

namespace Submission.Gateway.Signing;

/// <summary>
/// Signs messages with the keys of the author's domain where it is the sender's own, otherwise of the envelope's where that is. What was judged spam is not signed. Thread-safe.
/// </summary>
internal sealed class DkimMessageSigner(DkimDomains domains, ISenderDomains senders, DkimSigningOptions options, TimeProvider time, ILogger logger) : IMessageSigner
{
    private const string TlsReportField = "TLS-Report-Domain";

    private readonly DkimSigner _signer = new(new DkimSignerOptions { Lifetime = options.SignatureLifetime });

    public async ValueTask<ReadOnlyMemory<byte>> SignAsync(NewMessage message, CancellationToken cancellationToken)
    {
        if (message.IsSpam) return NotSigned(message, "spam", null);
        using DkimMessage? read = await DkimMessage.ReadAsync(message.Prefix, message.Body, cancellationToken).ConfigureAwait(false);
        if (read is null) return NotSigned(message, "long-header", null);
        // RFC 6376, section 5.3 and 8.15: what is no mail is not vouched for.
        int authors = read.Count("From");
        if (authors != 1) return NotSigned(message, authors == 0 ? "no-author" : "several-authors", null);
        (string? domain, string? reason) = await ChooseAsync(message, read, cancellationToken).ConfigureAwait(false);
        if (domain is null) return NotSigned(message, reason!, null);
        ImmutableArray<DkimSigningKey> keys = domains.KeysOf(domain);
        if (keys.IsEmpty) return NotSigned(message, "no-key-in-dns", domain);
        byte[]? signatures = await _signer.SignAsync(read, keys, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        if (signatures is null) return NotSigned(message, "odd-header", domain);
        SigningMetrics.Count("signed");
        if (logger.IsEnabled(LogLevel.Information)) SigningLog.Signed(logger, message.Id, domain, string.Join(", ", keys.Select(static key => key.Selector)));
        return signatures;
    }

    private async ValueTask<(string? Domain, string? Reason)> ChooseAsync(NewMessage message, DkimMessage read, CancellationToken cancellationToken)
    {
        // What the gateway has written itself came from no client.
        if (message.Account is null) return message is { Client: null, Mail.ReversePath.IsNull: true } && OwnDomain(read) is { } own ? (own, null) : (null, "no-account");
        LookupResult<ImmutableArray<string>> found = await senders.FindAsync(message.Account, cancellationToken).ConfigureAwait(false);
        if (!found.IsFound) return (null, "no-account");
        ImmutableArray<string> owned = found.Value;
        foreach (string domain in owned) domains.Register(domain);
        if (read.TryGet("From", out byte[]? value) && AuthorDomain.Of(value) is { } author && owned.Contains(author, StringComparer.Ordinal)) return (author, null);
        string envelope = message.Mail.ReversePath.IsNull ? "" : message.Mail.ReversePath.DomainText;
        return owned.Contains(envelope, StringComparer.Ordinal) ? (envelope, null) : (null, "foreign-domain");
    }

    private string? OwnDomain(DkimMessage read) =>
        options.ReportDomain is { } report && read.Count(TlsReportField) == 1 && read.TryGet("From", out byte[]? value) && AuthorDomain.Of(value) == report && !domains.KeysOf(report).IsEmpty
            ? report
            : options.OwnDomain;

    private ReadOnlyMemory<byte> NotSigned(NewMessage message, string reason, string? domain)
    {
        SigningMetrics.Count(reason);
        SigningLog.NotSigned(logger, message.Id, reason, domain ?? "(none)");
        return default;
    }
}
