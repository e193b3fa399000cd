using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using Submission.Cli.Admin;
using Submission.Trust.Advice;
using Submission.Trust.Dkim;

namespace Submission.Cli.Advise;

/// <summary>The options of <c>advise</c>.</summary>
internal sealed class AdviseOptionSet
{
    public Option<string?> Include { get; } = Checked<string?>(
        new("--include") { Description = "The name that the SPF record should include, for example _spf.forpsi.com.", HelpName = "name" },
        static text => AdviceOptions.IsName(text) ? null : $"'{text}' is no name of several labels.");

    public Option<string[]> Exchangers { get; } = Checked<string[]>(
        new("--mx") { Description = "A mail server that the MX records should name, the most preferred first. May stand several times.", HelpName = "host" },
        static text => AdviceOptions.IsName(text) ? null : $"'{text}' is no name of several labels.");

    public Option<string[]> Selectors { get; } = Checked<string[]>(
        new("--selector")
        {
            Description = "A DKIM selector that signs for the domain; as SELECTOR=RECORD also the record that it should have. May stand several times.",
            HelpName = "selector",
        },
        static text => SelectorOf(text).Record is not { } record || DkimKeyRecord.TryParse(record, out _, out string? problem) ? null : $"'{text}' has a record that cannot be used. {problem}");

    public Option<string?> Reports { get; } = new("--reports") { Description = "Where reports go in the records that are proposed. Default: postmaster at the domain.", HelpName = "address" };

    public Option<string?> Dns { get; } = Checked<string?>(
        new("--dns") { Description = "The DNS server to ask, as ADDRESS or ADDRESS:PORT. Default: those of the system.", HelpName = "server" },
        static text => EndPointOf(text) is null ? $"'{text}' is no address with or without a port." : null);

    public Option<bool> Dnssec { get; } = new("--dnssec") { Description = "Believes the DNS server when it says that an answer is proven; for one that validates, on this machine." };

    public Option<bool> Connect { get; } = new("--connect") { Description = "Connects to the mail servers, and fetches the MTA-STS policy." };

    public Option<int> Port { get; } = PortOption("--port", "The port of the mail servers.", 25);

    public Option<int> PolicyPort { get; } = PortOption("--policy-port", "The port of the server that has the MTA-STS policy.", 443);

    public Option<bool> AllowPrivate { get; } = new("--allow-private") { Description = "Fetches the MTA-STS policy from this machine's own network too." };

    public Option<bool> Gateway { get; } = new("--gateway") { Description = "Asks a running gateway, which knows what domains should publish and the keys that it signs with." };

    public Option<string?> Socket { get; } = AdminConnection.CreateOption();

    public IReadOnlyList<Option> All => [Include, Exchangers, Selectors, Reports, Dns, Dnssec, Connect, Port, PolicyPort, AllowPrivate, Gateway, Socket];

    public static IPEndPoint? EndPointOf(string text)
    {
        if (!IPEndPoint.TryParse(text, out IPEndPoint? endPoint)) return null;
        return endPoint.Port == 0 ? new IPEndPoint(endPoint.Address, 53) : endPoint;
    }

    public static AdviceSelector SelectorOf(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? new AdviceSelector(text) : new AdviceSelector(text[..equals], text[(equals + 1)..]);
    }

    private static Option<int> PortOption(string name, string description, int usual) => Checked<int>(
        new(name) { Description = description, HelpName = "number", DefaultValueFactory = _ => usual },
        static text => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) && number > 0 ? null : $"'{text}' is no port from 1 to 65535.");

    private static Option<T> Checked<T>(Option<T> option, Func<string, string?> problemOf)
    {
        option.Validators.Add(result =>
        {
            foreach (Token token in result.Tokens)
            {
                if (problemOf(token.Value) is { } problem) result.AddError(Output.Printable.Of(problem));
            }
        });
        return option;
    }
}
