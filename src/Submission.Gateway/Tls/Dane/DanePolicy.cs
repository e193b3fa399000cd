using System.Collections.Immutable;
using System.Globalization;
using Submission.Smtp.Client;
using Submission.Trust.Dane;

namespace Submission.Gateway.Tls.Dane;

/// <summary>Tells what the TLSA records of a server demand (RFC 7672). Thread-safe.</summary>
/// <param name="lookup">Finds the records; <see langword="null"/> where nothing can be asked.</param>
/// <param name="watch">Whether the resolver can be believed.</param>
/// <param name="insecureMx">What becomes of servers that MX records without DNSSEC name.</param>
/// <param name="time">The clock for certificates.</param>
internal sealed class DanePolicy(DaneLookup? lookup, DnssecWatch watch, DaneInsecureMx insecureMx, TimeProvider time)
{
    private static readonly CertificateJudge AnyCertificate = static (_, _, _) => null;

    /// <summary>Tells what is demanded.</summary>
    /// <param name="question">The domain and the server.</param>
    /// <param name="port">The server's port, for which the records are.</param>
    /// <param name="isNamedByOperator">Whether the operator has named the server, so that no MX record could be forged.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<DaneVerdict> FindAsync(TlsQuestion question, int port, bool isNamedByOperator, CancellationToken cancellationToken)
    {
        if (!watch.IsOn || lookup is null) return new DaneVerdict(null, watch.Reason) { IsOff = true };
        string host = question.Host.Name;
        DaneNextHop hop = isNamedByOperator
            ? new DaneNextHop(Policy.Lookups.LookupState.Found, true, [question.Destination])
            : await lookup.FindNextHopAsync(question.Destination, host, cancellationToken).ConfigureAwait(false);
        if (hop.Reason is { } doubt) return Deferred(question, doubt);
        if (!hop.IsSecure && insecureMx == DaneInsecureMx.Ignore) return new DaneVerdict(null, $"the MX records of {question.Destination} are not secured by DNSSEC");
        DaneHost found = await lookup.FindAsync(host, port, cancellationToken).ConfigureAwait(false);
        return found.State switch
        {
            DaneState.Unavailable => Deferred(question, found.Reason),
            DaneState.Usable when hop.IsSecure || insecureMx == DaneInsecureMx.Enforce => Proven(host, found, hop),
            DaneState.Usable or DaneState.Unusable => Encrypted(found, hop),
            _ => new DaneVerdict(null, found.Reason) { IsExchangerSecure = hop.IsSecure },
        };
    }

    private DaneVerdict Proven(string host, DaneHost found, DaneNextHop hop)
    {
        ImmutableArray<string> names = Names(host, found, hop);
        // What the server itself proves is the same for every domain; under a trust anchor the domain's own name counts too.
        string state = string.Create(CultureInfo.InvariantCulture, $"dane {found.BaseDomain} {found.Tlsa.Fingerprint}{(found.Tlsa.HasAnchors ? " " + string.Join(',', names) : "")}");
        TlsRequirement requirement = new(SmtpClientTls.Required, state)
        {
            ServerName = found.BaseDomain,
            Judge = new TlsaJudge(found, names, time).Judge,
            Policy = Facts(found),
        };
        return new DaneVerdict(requirement, found.Reason) { IsProven = true, IsExchangerSecure = hop.IsSecure };
    }

    private static DaneVerdict Encrypted(DaneHost found, DaneNextHop hop)
    {
        TlsRequirement requirement = new(SmtpClientTls.Required, "encrypted " + found.BaseDomain) { ServerName = found.BaseDomain, Judge = AnyCertificate, Policy = Facts(found) };
        string reason = found.State == DaneState.Unusable ? found.Reason : $"{found.Reason}, but the MX records that name it are not secured by DNSSEC";
        return new DaneVerdict(requirement, reason) { IsExchangerSecure = hop.IsSecure };
    }

    private static DaneVerdict Deferred(TlsQuestion question, string reason) => new(
        new TlsRequirement(SmtpClientTls.Required, $"dane unknown for {question.Destination} at {question.Host.Name}")
        {
            Deferral = new TlsFailure(TlsFailureKind.DnssecInvalid, $"{question.Host.Name} is not used now, since DANE cannot be checked: {reason}"),
            Policy = new TlsPolicyFacts(TlsPolicyKind.Tlsa, question.Host.Name, [], []),
        },
        reason);

    // RFC 7672, section 3.2.2: the base domain first; the others only where DNSSEC leads from one to the other.
    private static ImmutableArray<string> Names(string host, DaneHost found, DaneNextHop hop)
    {
        ImmutableArray<string>.Builder names = ImmutableArray.CreateBuilder<string>();
        names.Add(found.BaseDomain);
        if (host != found.BaseDomain) names.Add(host);
        foreach (string name in hop.Names)
        {
            if (!names.Contains(name, StringComparer.OrdinalIgnoreCase)) names.Add(name);
        }

        return names.ToImmutable();
    }

    private static TlsPolicyFacts Facts(DaneHost found) => new(TlsPolicyKind.Tlsa, found.BaseDomain, [.. found.Tlsa.Records.Select(static record => record.ToString())], []);
}
