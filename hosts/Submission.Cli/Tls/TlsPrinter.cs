using System.Globalization;
using Spectre.Console;
using Submission.Admin;
using Submission.Cli.Output;

namespace Submission.Cli.Tls;

/// <summary>Prints how a gateway would protect mail for a domain.</summary>
internal static class TlsPrinter
{
    public static void Print(AdminTls tls, IAnsiConsole console, DateTimeOffset now)
    {
        console.Line((tls.Domain, Styles.Name), (tls.Problem is { } problem ? $": {problem}" : "", Styles.Warning));
        foreach (AdminTlsServer server in tls.Servers)
        {
            console.Line((string.Create(CultureInfo.InvariantCulture, $"  {server.Preference} "), Styles.Plain), (server.Host, Styles.Name), ($" {string.Join(", ", server.Addresses)}", Styles.Quiet));
            (string text, Style style) = Say(server);
            console.Line(("    " + text, style));
            console.Line(($"    {Of(server.Policy)}; connections: {server.Security}", Styles.Quiet));
            if (server.Sight is { } sight) Print(sight, console, now);
        }

        console.Line(("MTA-STS: ", Styles.Plain), (tls.MtaSts is { } sts ? Say(sts, now) : "off", Styles.Plain));
        if (tls.MtaSts is { Mode: not null } found) console.Line(($"  {Origin(found, now)}", Styles.Quiet));
        if (tls.MtaSts is { Problem: { } doubt }) console.Line(($"  {doubt}", Styles.Warning));
        console.Line(("reports: ", Styles.Plain), (tls.Reports.Count == 0 ? "none wanted" : string.Join(", ", tls.Reports), Styles.Plain));
        if (tls.ReportsProblem is { } wrong) console.Line(($"  {wrong}", Styles.Warning));
    }

    private static void Print(AdminTlsSight sight, IAnsiConsole console, DateTimeOffset now)
    {
        string how = sight.Protocol is { } protocol ? $" by {protocol} ({sight.Cipher})" : "";
        (string text, Style style) = sight.Outcome switch
        {
            "proven" => ($"mail goes there{how}; the server is proven", Styles.Good),
            "encrypted" => ($"mail goes there{how}; nothing proves the server", Styles.Plain),
            "clear" => ("mail goes there without TLS", Styles.Warning),
            "refused" => ($"mail does not go there: {sight.Reason}", Styles.Bad),
            _ => ($"mail waits: {sight.Reason}", Styles.Bad),
        };
        console.Line(("    " + text, style), (sight.Address is { } address ? $" [{address}]" : "", Styles.Quiet));
        if (sight.Tested is { } tested) console.Line(($"      {(sight.Outcome == "clear" ? "" : "a policy that is only tested is not met: ")}{tested}", Styles.Warning));
        if (sight.Certificate is not { } shown) return;
        console.Line(($"      certificate of {(shown.Names.Count > 0 ? string.Join(", ", shown.Names) : shown.Subject)}, signed by {shown.Issuer}, until {Moment.Of(shown.NotAfter, now)}", Styles.Quiet));
        console.Line(($"      TLSA {shown.Tlsa}", Styles.Quiet));
    }

    private static (string Text, Style Style) Say(AdminTlsServer server) => server switch
    {
        { Waits: { } reason } => ($"mail waits: {reason}", Styles.Bad),
        { Returned: { } reason } => ($"mail comes back: {reason}", Styles.Bad),
        { Tls: "required" } => ("TLS is required", Styles.Good),
        { Tls: "never" } => ("never TLS", Styles.Warning),
        _ => ("TLS where it is offered", Styles.Plain),
    };

    private static string Of(string policy) => policy switch
    {
        "tlsa" => "by its TLSA records (DANE)",
        "sts" => "by the domain's MTA-STS policy",
        _ => "the domain has published nothing that is applied",
    };

    private static string Origin(AdminMtaSts sts, DateTimeOffset now)
    {
        if (!sts.Kept) return "fetched just now";
        string since = sts.FetchedAt is { } fetched ? $"kept since {Moment.Of(fetched, now)}" : "kept";
        return sts.RecordId switch
        {
            null => $"{since}; the record does not tell an id",
            { } id when id == sts.Id => $"{since}; the id is unchanged",
            { } id => $"{since}; the record has a new id, {id}",
        };
    }

    private static string Say(AdminMtaSts sts, DateTimeOffset now)
    {
        if (sts.Mode is null) return sts.RecordId is null ? "none published" : $"no policy in force; the record says {sts.RecordId}";
        string until = sts.ExpiresAt is { } end ? $", until {Moment.Of(end, now)}" : "";
        return $"{sts.Mode}, policy {sts.Id}{until}: {string.Join(", ", sts.Servers)}";
    }
}
