using System.CommandLine;
using System.Net;
using Submission.Admin;
using Submission.Cli.CommandLine;
using Submission.Cli.Output;
using Submission.Cli.Policies;
using Submission.Policy;
using Submission.Policy.Lookups;
using Submission.Trust.Advice;

namespace Submission.Cli.Advise;

/// <summary><c>advise</c>: what a domain publishes for its mail, what is wrong with it, and the exact records to publish.</summary>
internal static class AdviseCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var domain = new Argument<DomainName>("domain")
        {
            Description = "The domain whose mail is meant.",
            CustomParser = static result =>
            {
                if (DomainName.TryParse(result.Tokens[0].Value, out DomainName? name)) return name;
                result.AddError($"'{Printable.Of(result.Tokens[0].Value)}' is no domain name.");
                return null;
            },
        };
        var options = new AdviseOptionSet();
        Option<bool> json = PolicyArgument.CreateJsonOption();
        var command = new DocumentedCommand("advise", "Tells what a domain publishes for its mail (MX, SPF, DKIM, DMARC, DANE, MTA-STS), what is wrong with it, and the exact records to publish.")
        {
            Notes = ["It asks DNS itself and needs no running host; it changes nothing. Each finding shows the record to put in place of what", "stands there, as a line of a zone file."],
            Examples =
            [
                "submission-policy advise example.cz --include _spf.forpsi.com --selector s1",
                "submission-policy advise example.cz --connect --dns 127.0.0.1 --dnssec --json",
            ],
            ExitCodes = "0 fine, 1 something is wrong, 2 wrong usage, 3 not everything could be looked up",
        };
        command.Arguments.Add(domain);
        foreach (Option option in options.All.Append(json)) command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            DomainAdvice advice = await AdviseAsync(parsed, parsed.GetRequiredValue(domain), options, time, cancellationToken);
            if (parsed.GetValue(json)) JsonOutput.Write(terminal, AdviceDocument.Of(advice));
            else new AdvicePrinter(terminal.Out).Print(advice);
            return advice.Verdict switch
            {
                AdviceVerdict.Fine => ExitCode.Ok,
                AdviceVerdict.Wrong => ExitCode.Errors,
                _ => ExitCode.Unreadable,
            };
        });
        return command;
    }

    private static async Task<DomainAdvice> AdviseAsync(ParseResult parsed, DomainName domain, AdviseOptionSet options, TimeProvider time, CancellationToken cancellationToken)
    {
        bool isTrusted = parsed.GetValue(options.Dnssec);
        IPEndPoint? server = parsed.GetValue(options.Dns) is { } text ? AdviseOptionSet.EndPointOf(text) : null;
        var dns = new DnsRecordResolver(new DnsLookupOptions { Servers = server is null ? [] : [server], TrustAuthenticatedData = isTrusted }, time);
        bool connects = parsed.GetValue(options.Connect);
        using HttpsPolicyFetch? fetch = connects ? new HttpsPolicyFetch(dns) : null;
        SmtpServerProbe? probe = connects ? new SmtpServerProbe(dns, System.Net.Dns.GetHostName(), parsed.GetValue(options.Port), time) : null;
        return await new DomainAdvisor(dns, fetch, probe, time).AdviseAsync(
            domain,
            new AdviceOptions
            {
                Include = parsed.GetValue(options.Include),
                Selectors = [.. (parsed.GetValue(options.Selectors) ?? []).Select(SelectorOf)],
                ReportAddress = parsed.GetValue(options.Reports),
                HasValidatedDns = isTrusted,
            },
            cancellationToken);
    }

    private static AdviceSelector SelectorOf(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? new AdviceSelector(text) : new AdviceSelector(text[..equals], text[(equals + 1)..]);
    }
}
