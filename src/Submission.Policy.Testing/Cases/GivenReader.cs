using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Submission.Policy.Specification;

namespace Submission.Policy.Testing.Cases;

/// <summary>Reads the <c>given</c> of a case.</summary>
internal sealed class GivenReader(CaseBinder binder)
{
    private static readonly string[] Words =
        ["now", "cleartext_auth", "accounts", "dns", "blocklists", "countries", "virus_scanner", "spam_scanner", "trusted_relays", "lists", "counters", "nodes"];

    private readonly ScannerReader _scanners = new(binder);

    public CaseGiven Read(SpecNode node)
    {
        SpecMapping? mapping = binder.Mapping(node, "given", Words);
        if (mapping is null) return new CaseGiven();
        return new CaseGiven
        {
            Now = Now(mapping),
            AllowsCleartextAuth = AllowsCleartext(mapping),
            Accounts = mapping.TryGet("accounts", out SpecEntry? accounts) ? Accounts(accounts.Value) : [],
            Domains = mapping.TryGet("dns", out SpecEntry? dns) ? Domains(dns.Value) : [],
            Listings = mapping.TryGet("blocklists", out SpecEntry? blocklists) ? Listings(blocklists.Value) : [],
            Countries = mapping.TryGet("countries", out SpecEntry? countries) ? Countries(countries.Value) : [],
            HasCountries = countries?.Value is not SpecScalar { Value: "unavailable" },
            Virus = mapping.TryGet("virus_scanner", out SpecEntry? virus) ? _scanners.Virus(virus.Value, "'virus_scanner'") : FakeVirusScanner.Clean,
            Spam = mapping.TryGet("spam_scanner", out SpecEntry? spam) ? _scanners.Spam(spam.Value, "'spam_scanner'") : FakeSpamScanner.Ham,
            TrustedRelays = [.. binder.Texts(mapping, "trusted_relays").Select(binder.Domain).OfType<DomainName>().Select(static host => host.Value)],
            HasCounters = HasCounters(mapping),
            Nodes = Nodes(mapping),
            Lists = mapping.TryGet("lists", out SpecEntry? lists) ? Lists(lists.Value) : [],
        };
    }

    private DateTimeOffset Now(SpecMapping mapping)
    {
        if (!mapping.TryGet("now", out SpecEntry? entry)) return CaseGiven.DefaultNow;
        string text = binder.Text(entry.Value, "'now'");
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset now))
            return now;
        binder.Error(entry.Value.Location, $"'{text}' is not a moment.", "Write for example 2026-01-01T10:00:00Z.");
        return CaseGiven.DefaultNow;
    }

    private bool AllowsCleartext(SpecMapping mapping)
    {
        if (!mapping.TryGet("cleartext_auth", out SpecEntry? entry)) return false;
        string text = binder.Text(entry.Value, "'cleartext_auth'");
        if (text is not ("allowed" or "refused")) binder.Error(entry.Value.Location, "'cleartext_auth' is allowed or refused.");
        return text is "allowed";
    }

    private bool HasCounters(SpecMapping mapping)
    {
        if (!mapping.TryGet("counters", out SpecEntry? entry)) return true;
        string text = binder.Text(entry.Value, "'counters'");
        if (text is not ("available" or "unavailable")) binder.Error(entry.Value.Location, "'counters' is available or unavailable.");
        return text is not "unavailable";
    }

    private int Nodes(SpecMapping mapping)
    {
        if (!mapping.TryGet("nodes", out SpecEntry? entry)) return 1;
        if (int.TryParse(binder.Text(entry.Value, "'nodes'"), NumberStyles.None, CultureInfo.InvariantCulture, out int nodes) && nodes is >= 1 and <= 1000) return nodes;
        binder.Error(entry.Value.Location, "'nodes' is a whole number from 1 to 1000.");
        return 1;
    }

    private ImmutableArray<GivenAccount> Accounts(SpecNode node)
    {
        ImmutableArray<GivenAccount>.Builder accounts = ImmutableArray.CreateBuilder<GivenAccount>();
        foreach (SpecNode item in binder.Sequence(node, "'accounts'"))
        {
            SpecMapping? mapping = binder.Mapping(item, "an account", "login", "password", "smtp", "aliases", "countries", "external_senders");
            if (mapping is null) continue;
            if (!mapping.TryGet("login", out SpecEntry? login) || login.Value is not SpecScalar loginText || binder.Text(mapping, "password") is not { } password)
            {
                binder.Error(item.Location, "An account has a login and a password.");
                continue;
            }

            string smtp = binder.Text(mapping, "smtp") ?? "enabled";
            if (smtp is not ("enabled" or "disabled")) binder.Error(item.Location, "'smtp' is enabled or disabled.");
            if (binder.Mailbox(loginText) is not { } address) continue;
            var facts = new AccountFacts(
                address,
                binder.Texts(mapping, "aliases").Select(binder.Domain).OfType<DomainName>(),
                binder.Texts(mapping, "external_senders").Select(binder.Mailbox).OfType<EmailAddress>(),
                binder.Texts(mapping, "countries").Select(static country => country.Value));
            accounts.Add(new GivenAccount(facts, password, smtp is "enabled"));
        }

        return accounts.ToImmutable();
    }

    private ImmutableArray<(DomainName Name, FakeDomain Domain)> Domains(SpecNode node)
    {
        ImmutableArray<(DomainName Name, FakeDomain Domain)>.Builder domains = ImmutableArray.CreateBuilder<(DomainName Name, FakeDomain Domain)>();
        foreach (SpecEntry entry in binder.Mapping(node, "dns")?.Entries ?? [])
        {
            if (binder.Domain(entry.Key) is { } name) domains.Add((name, Domain(entry.Value)));
        }

        return domains.ToImmutable();
    }

    private FakeDomain Domain(SpecNode node)
    {
        if (node is SpecScalar scalar)
        {
            switch (scalar.Value)
            {
                case "absent": return FakeDomain.Absent;
                case "servfail": return FakeDomain.ServerFailure;
                case "timeout": return FakeDomain.TimeOut;
                default:
                    binder.Error(node.Location, $"'{scalar.Value}' says nothing of a name.", "Write absent, servfail, timeout, or { mx: [...], a: [...], aaaa: [...] }.");
                    return FakeDomain.Absent;
            }
        }

        SpecMapping? mapping = binder.Mapping(node, "a name", "mx", "a", "aaaa");
        if (mapping is null) return FakeDomain.Absent;
        ImmutableArray<SpecScalar> a = binder.Texts(mapping, "a");
        ImmutableArray<SpecScalar> aaaa = binder.Texts(mapping, "aaaa");
        foreach (SpecScalar address in a.Concat(aaaa))
        {
            AddressFamily family = a.Contains(address) ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
            if (binder.Address(address) is { } ip && ip.AddressFamily != family) binder.Error(address.Location, $"'{address.Value}' is of the other kind of address.");
        }

        return new FakeDomain(
            FakeDomainState.Exists,
            [.. binder.Texts(mapping, "mx").Select(static host => host.Value)],
            [.. a.Concat(aaaa).Select(binder.Address).OfType<IPAddress>()]);
    }

    private ImmutableArray<GivenListing> Listings(SpecNode node)
    {
        ImmutableArray<GivenListing>.Builder listings = ImmutableArray.CreateBuilder<GivenListing>();
        foreach (SpecEntry list in binder.Mapping(node, "blocklists")?.Entries ?? [])
        {
            DomainName? zone = binder.Domain(list.Key);
            foreach (SpecEntry entry in binder.Mapping(list.Value, "a block list")?.Entries ?? [])
            {
                IPAddress? client = binder.Address(entry.Key);
                string? failure = entry.Value is SpecScalar { Value: "servfail" } ? "SERVFAIL" : entry.Value is SpecScalar { Value: "timeout" } ? "time-out" : null;
                ImmutableArray<IPAddress> answers = failure is null
                    ? [.. binder.Texts(entry.Value, "what a block list answers").Select(binder.Address).OfType<IPAddress>()]
                    : [];
                if (zone is not null && client is not null) listings.Add(new GivenListing(zone, client, answers, failure));
            }
        }

        return listings.ToImmutable();
    }

    private ImmutableArray<(IPNetwork Network, string Country)> Countries(SpecNode node)
    {
        if (node is SpecScalar { Value: "unavailable" }) return [];
        ImmutableArray<(IPNetwork Network, string Country)>.Builder countries = ImmutableArray.CreateBuilder<(IPNetwork Network, string Country)>();
        foreach (SpecEntry entry in binder.Mapping(node, "countries")?.Entries ?? [])
        {
            string country = binder.Text(entry.Value, "a country");
            if (IPNetwork.TryParse(entry.Key.Value, out IPNetwork network)) countries.Add((network, country));
            else if (IPAddress.TryParse(entry.Key.Value, out IPAddress? address)) countries.Add((new IPNetwork(address, address.GetAddressBytes().Length * 8), country));
            else binder.Error(entry.Key.Location, $"'{entry.Key.Value}' is neither an address nor a network.");
        }

        return countries.ToImmutable();
    }

    private ImmutableArray<ListSpec> Lists(SpecNode node) =>
        [.. (binder.Mapping(node, "lists")?.Entries ?? []).Select(entry => new ListSpec(entry.Key, binder.Texts(entry.Value, "a list")))];
}
