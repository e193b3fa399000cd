using System.CommandLine;
using System.Net;
using Submission.Admin;
using Submission.Cli.Admin;
using Submission.Cli.CommandLine;
using Submission.Cli.Output;
using Submission.Cli.Policies;
using Submission.Policy;
using Submission.Policy.Lookups;
using Submission.Trust.Advice;
using Submission.Trust.MtaSts;

namespace Submission.Cli.Advise;

/// <summary><c>advise</c>: what a domain publishes for its mail, what is wrong with it, and the exact records to publish.</summary>
internal static class AdviseCommand
{
    private const string NoGateway = "This host gives no advice: it is no gateway.";
    private static readonly TimeSpan FetchPatience = TimeSpan.FromSeconds(20);

    // Advice has 30 seconds of its own.
    private static readonly TimeSpan GatewayPatience = TimeSpan.FromMinutes(1);

    public static Command Create(AdminConnection connection)
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
            Notes =
            [
                "It asks DNS itself and needs no running host; it changes nothing. Each finding shows the record to put in place of what", "stands there, as a line of a zone file.",
                "With --gateway a running gateway answers: by its own DNS, its configuration (Advice) and the keys that it signs with.",
            ],
            Examples =
            [
                "submission-policy advise example.cz --include _spf.forpsi.com --selector s1",
                "submission-policy advise example.cz --connect --dns 127.0.0.1 --dnssec --json",
                "submission-policy advise example.cz --gateway",
            ],
            ExitCodes = "0 fine, 1 something is wrong, 2 wrong usage, 3 not everything could be looked up, or no gateway answers",
        };
        command.Arguments.Add(domain);
        foreach (Option option in options.All.Append(json)) command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string verdict = "";
            void Print(AdminAdvice advice)
            {
                if (parsed.GetValue(json)) JsonOutput.Write(connection.Terminal, advice);
                else new AdvicePrinter(connection.Terminal.Out).Print(advice);
                verdict = advice.Verdict;
            }

            if (parsed.GetValue(options.Gateway))
            {
                string target = AdviseTarget.Of(parsed, parsed.GetRequiredValue(domain), options);
                int code = await connection.AskAsync(
                    parsed.GetValue(options.Socket),
                    client => client.SendAsync(HttpMethod.Get, target, AdminDocuments.Advice, cancellationToken, GatewayPatience, NoGateway),
                    Print);
                if (code != ExitCode.Ok) return code;
            }
            else
            {
                Print(AdviceDocument.Of(await AdviseAsync(parsed, parsed.GetRequiredValue(domain), options, connection.Time, cancellationToken)));
            }

            return verdict switch
            {
                "fine" => ExitCode.Ok,
                "wrong" => ExitCode.Errors,
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
        int port = parsed.GetValue(options.Port);
        var fetching = new StsFetchOptions { Port = parsed.GetValue(options.PolicyPort), AllowPrivateAddresses = parsed.GetValue(options.AllowPrivate), Timeout = FetchPatience };
        StsPolicyFetcher? fetch = connects ? new StsPolicyFetcher(dns, fetching, time) : null;
        SmtpServerProbe? probe = connects ? new SmtpServerProbe(dns, System.Net.Dns.GetHostName(), port, time) : null;
        return await new DomainAdvisor(dns, fetch, probe, time).AdviseAsync(
            domain,
            new AdviceOptions
            {
                Include = parsed.GetValue(options.Include),
                Exchangers = [.. parsed.GetValue(options.Exchangers) ?? []],
                Selectors = [.. (parsed.GetValue(options.Selectors) ?? []).Select(AdviseOptionSet.SelectorOf)],
                ReportAddress = parsed.GetValue(options.Reports),
                HasValidatedDns = isTrusted,
                Port = port,
            },
            cancellationToken);
    }
}
