using Submission.Gateway.Routing;
using Submission.Gateway.Tls.Dane;
using Submission.Smtp.Client;

namespace Submission.Gateway.Tls.Levels;

/// <summary>
/// Decides how a server is spoken to: by what the operator demands for the domain, what its TLSA records demand, and what another policy (MTA-STS) does where there are none. Thread-safe.
/// </summary>
/// <param name="policy">The delivery policy in force.</param>
/// <param name="dane">DANE.</param>
/// <param name="others">What is asked where DANE has nothing to say.</param>
internal sealed class LevelTlsPolicy(Func<DeliveryPolicy> policy, DanePolicy dane, IDeliveryTlsPolicy others) : IDeliveryTlsPolicy
{
    private static readonly TlsRequirement Clear = new(SmtpClientTls.Never, "clear");
    private static readonly CertificateJudge AnyCertificate = static (_, _, _) => null;

    /// <inheritdoc/>
    public async ValueTask<TlsRequirement> RequireAsync(TlsQuestion question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        DeliveryPolicy current = policy();
        TlsLevelRule rule = current.LaneOf(question.Destination, [question.Host]).Tls;
        bool isRequired = question.Demand == MessageTls.Required;
        if (rule.Level == TlsLevel.None) return isRequired ? Unproven(Clear, question) : Clear;
        // What the message leaves to chance (RFC 8689, section 3) is what the domain has published, not what the operator demands.
        bool isFree = rule.Level == TlsLevel.Opportunistic || (rule.Level == TlsLevel.Published && question.Demand == MessageTls.Optional);
        if (isFree && !isRequired) return TlsRequirement.Opportunistic;

        bool isNamed = current.TryGetRoute(question.Destination, out _);
        DaneVerdict verdict = question.Host.Name.StartsWith('[')
            ? new DaneVerdict(null, $"{question.Host.Name} has no name, and so no TLSA records") { IsExchangerSecure = true }
            : await dane.FindAsync(question, question.Host.EndPoints[0].Port, isNamed, cancellationToken).ConfigureAwait(false);
        TlsRequirement found = verdict.Requirement
            ?? (isNamed || question.Destination.StartsWith('[') ? TlsRequirement.Opportunistic : await others.RequireAsync(question, cancellationToken).ConfigureAwait(false));
        if (found.Deferral is not null || found.Refusal is not null || verdict.IsProven) return found;
        return Raise(found, rule, verdict, question, isNamed || verdict.IsExchangerSecure);
    }

    /// <param name="found">What is required so far.</param>
    /// <param name="rule">The operator's demand.</param>
    /// <param name="verdict">What DANE says.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="isServerProven">Whether the operator or DNSSEC tells that the server takes mail for the domain.</param>
    private static TlsRequirement Raise(TlsRequirement found, TlsLevelRule rule, DaneVerdict verdict, TlsQuestion question, bool isServerProven)
    {
        string host = question.Host.Name;
        bool isStsProven = found is { Mode: SmtpClientTls.Required, Policy.Kind: TlsPolicyKind.Sts };
        if (rule.Level == TlsLevel.Dane) return Unmet(found, rule, question, TlsFailureKind.DaneRequired, $"DANE is demanded for {question.Destination}, but {verdict.Reason}", verdict.IsOff);
        if (isStsProven) return found;
        if (rule.Level == TlsLevel.MtaSts)
            return Unmet(found, rule, question, TlsFailureKind.StsPolicyInvalid, $"MTA-STS is demanded for {question.Destination}, but it has no policy that is enforced", isOurs: false);
        if (rule.Level == TlsLevel.Authenticated) return ValidCertificate.Demand(found, host, NamesOf(rule, question, isServerProven));
        if (question.Demand == MessageTls.Required) return isServerProven ? ValidCertificate.Demand(found, host, CertificateNames.OfServer(host)) : Unproven(found, question);
        if (rule.Level != TlsLevel.Encrypted || found.Mode == SmtpClientTls.Required) return found;
        return found with { Mode = SmtpClientTls.Required, SecurityState = "encrypted, " + found.SecurityState, Judge = found.Judge ?? AnyCertificate };
    }

    // A forged MX record leads to a server with a valid certificate for its own name, which is worth nothing.
    private static CertificateNames NamesOf(TlsLevelRule rule, TlsQuestion question, bool isServerProven) => rule.Names switch
    {
        { IsEmpty: false } names => CertificateNames.OfOperator(names, question.Host.Name),
        _ => isServerProven ? CertificateNames.OfServer(question.Host.Name) : CertificateNames.OfDomain(question.Destination, question.Host.Name),
    };

    /// <param name="found">What is required otherwise.</param>
    /// <param name="rule">The operator's demand.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="kind">What is wrong.</param>
    /// <param name="reason">The same for people.</param>
    /// <param name="isOurs">Whether the fault is on this side, which must not cost mail.</param>
    private static TlsRequirement Unmet(TlsRequirement found, TlsLevelRule rule, TlsQuestion question, TlsFailureKind kind, string reason, bool isOurs)
    {
        TlsFailure failure = new(kind, reason);
        TlsRequirement unmet = found with { SecurityState = $"unmet for {question.Destination}, {found.SecurityState}" };
        return rule.IsReturned && !isOurs ? unmet with { Refusal = failure } : unmet with { Deferral = failure };
    }

    // RFC 8689, section 4.2.1: such a message goes back rather than to a server of which nothing is proven.
    private static TlsRequirement Unproven(TlsRequirement found, TlsQuestion question) => found with
    {
        SecurityState = $"unproven for {question.Destination}, {found.SecurityState}",
        Refusal = new TlsFailure(TlsFailureKind.CertificateNotTrusted, $"the message demands a proven server (REQUIRETLS), and nothing proves that {question.Host.Name} takes mail for {question.Destination}"),
    };
}
