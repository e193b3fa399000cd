using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using Submission.Trust.Advice;

namespace Submission.Cli.Advise;

/// <summary>The options of <c>advise</c>.</summary>
internal sealed class AdviseOptionSet
{
    public Option<string?> Include { get; } = Checked(
        new("--include") { Description = "The name that the SPF record should include, for example _spf.forpsi.com.", HelpName = "name" },
        static text => AdviceOptions.IsName(text) ? null : $"'{text}' is no name of several labels.");

    public Option<string[]> Selectors { get; } = new("--selector")
    {
        Description = "A DKIM selector that signs for the domain; as SELECTOR=RECORD also the record that it should have. May stand several times.",
        HelpName = "selector",
    };

    public Option<string?> Reports { get; } = new("--reports") { Description = "Where reports go in the records that are proposed. Default: postmaster at the domain.", HelpName = "address" };

    public Option<string?> Dns { get; } = Checked(
        new("--dns") { Description = "The DNS server to ask, as ADDRESS or ADDRESS:PORT. Default: those of the system.", HelpName = "server" },
        static text => EndPointOf(text) is null ? $"'{text}' is no address with or without a port." : null);

    public Option<bool> Dnssec { get; } = new("--dnssec") { Description = "Believes the DNS server when it says that an answer is proven; for one that validates, on this machine." };

    public Option<bool> Connect { get; } = new("--connect") { Description = "Connects to the mail servers, and fetches the MTA-STS policy." };

    public Option<int> Port { get; } = new("--port") { Description = "The port of the mail servers.", HelpName = "number", DefaultValueFactory = static _ => 25 };

    public IReadOnlyList<Option> All => [Include, Selectors, Reports, Dns, Dnssec, Connect, Port];

    public static IPEndPoint? EndPointOf(string text)
    {
        if (!IPEndPoint.TryParse(text, out IPEndPoint? endPoint)) return null;
        return endPoint.Port == 0 ? new IPEndPoint(endPoint.Address, 53) : endPoint;
    }

    private static Option<string?> Checked(Option<string?> option, Func<string, string?> problemOf)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: { } text }] && problemOf(text) is { } problem) result.AddError(Output.Printable.Of(problem));
        });
        return option;
    }
}
