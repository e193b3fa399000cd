using Submission.Hosting.Configuration;
using Submission.Trust.Advice;
using Submission.Trust.Dkim;

namespace Submission.GatewayServer.Composition;

/// <summary>Makes what domains are advised by of the host's options.</summary>
internal static class AdviceSettings
{
    /// <exception cref="Hosting.HostStartException">A record of a selector cannot be read.</exception>
    public static AdviceOptions From(SubmissionOptions options) => new()
    {
        Include = options.Advice.Include,
        Exchangers = [.. options.Advice.Exchangers.Select(static host => DomainName.Parse(host.TrimEnd('.')).Value)],
        Selectors = [.. options.Advice.Selectors.Select(SelectorOf)],
        ReportAddress = options.Advice.Reports,
        Port = options.Delivery.Port,
        HasValidatedDns = options.Dns.TrustAuthenticatedData,
    };

    private static AdviceSelector SelectorOf(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0) return new AdviceSelector(text);
        string record = text[(equals + 1)..];
        return DkimKeyRecord.TryParse(record, out _, out string? problem)
            ? new AdviceSelector(text[..equals], record)
            : throw new Hosting.HostStartException([$"{SubmissionOptions.Section}:Advice:Selectors: The record of '{text[..equals]}' cannot be used. {problem}"]);
    }
}
