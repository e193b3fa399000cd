using System.Collections.Immutable;
using Submission.Policy.Content;
using Submission.Policy.Specification;
using Submission.Policy.Testing.Cases;
using Submission.Policy.Testing.Running;
using Submission.Policy.Yaml;

namespace Submission.Policy.Testing;

/// <summary>
/// Everything that a policy needs from outside, faked: time, accounts, DNS, block lists, countries, scanners, delivery. Messages are read as a host reads them. What was not given does not exist. Thread-safe once it is filled,
/// as far as its parts are.
/// </summary>
public sealed class FakeWorld
{
    // What a message holds is read, not faked: the names that a rule would see are the point of a file.
    private static readonly MimeMessageReader MessageReader = new();
    private readonly ImmutableArray<ListSpec> _lists = [];
    private readonly bool _hasCounters = true;
    private readonly int _nodes = 1;

    /// <summary>Makes an empty world.</summary>
    /// <param name="now">The present moment; 2026-01-01T10:00:00Z where none is given.</param>
    public FakeWorld(DateTimeOffset? now = null) => Clock = new FakeClock(now ?? CaseGiven.DefaultNow);

    internal FakeWorld(CaseGiven given)
        : this(given.Now)
    {
        _lists = given.Lists;
        (_hasCounters, _nodes) = (given.HasCounters, given.Nodes);
        AllowsCleartextAuth = given.AllowsCleartextAuth;
        foreach (GivenAccount account in given.Accounts) Accounts.Add(account.Account, account.Password, account.IsEnabled);
        foreach ((DomainName name, FakeDomain domain) in given.Domains) MailDomains.Set(name, domain);
        foreach (GivenListing listing in given.Listings)
        {
            if (listing.Failure is null) Blocklists.Set(listing.Zone, listing.Client, listing.Answers.AsSpan());
            else Blocklists.SetUnavailable(listing.Zone, listing.Client, listing.Failure);
        }

        VirusScanner.Answer = given.Virus;
        SpamScanner.Answer = given.Spam;
        foreach (string host in given.TrustedRelays) TrustedRelays.Add(host);
        Countries.IsAvailable = given.HasCountries;
        foreach ((System.Net.IPNetwork network, string country) in given.Countries) Countries.Set(network, country);
    }

    /// <summary>The time.</summary>
    public FakeClock Clock { get; }

    /// <summary>Whether the host takes credentials without TLS; <see langword="false"/> by default.</summary>
    public bool AllowsCleartextAuth { get; set; }

    /// <summary>The accounts.</summary>
    public FakeAccounts Accounts { get; } = new();

    /// <summary>The DNS, as far as mail domains go.</summary>
    public FakeMailDomainResolver MailDomains { get; } = new();

    /// <summary>The block lists.</summary>
    public FakeBlocklist Blocklists { get; } = new();

    /// <summary>The countries of addresses.</summary>
    public FakeCountries Countries { get; } = new();

    /// <summary>The virus scanner.</summary>
    public FakeVirusScanner VirusScanner { get; } = new();

    /// <summary>The spam scanner.</summary>
    public FakeSpamScanner SpamScanner { get; } = new();

    /// <summary>Whoever delivers the messages that were accepted.</summary>
    public FakeDelivery Delivery { get; } = new();

    /// <summary>The mail servers that the host trusts (<see cref="PolicyPorts.TrustedRelays"/>); none by default.</summary>
    public IList<string> TrustedRelays { get; } = [];

    /// <summary>Makes the world that a golden case gives; its steps are not looked at.</summary>
    /// <param name="file">The file: a golden case, or <c>given</c> alone.</param>
    /// <param name="errors">Everything that is wrong with what it gives, each with its place.</param>
    /// <returns>The world; <see langword="null"/> where there is any error.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static FakeWorld? ReadGiven(string file, out ImmutableArray<SpecError> errors)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        YamlReadResult yaml = YamlSpecReader.ReadDocuments(file, File.ReadAllBytes(file));
        var found = new List<SpecError>(yaml.Errors);
        CaseGiven? given = null;
        if (yaml.Documents is [SpecMapping mapping] && mapping.TryGet("given", out SpecEntry? entry)) given = new GivenReader(new CaseBinder(found)).Read(entry.Value);
        else if (found.Count == 0) found.Add(new SpecError(new SpecLocation(file, 1, 1), "The file gives nothing.", "Write given: with now, accounts, dns and the like below it."));
        errors = [.. found];
        return errors.IsEmpty && given is not null ? new FakeWorld(given) : null;
    }

    /// <summary>Makes an engine that judges by this world: its clock, its look-ups, and counters of its own in memory.</summary>
    /// <param name="policy">The policy. Lists that a golden case gave stand in place of its own.</param>
    /// <param name="configure">Sets the engine up besides, for example with rule kinds of its own.</param>
    /// <exception cref="PolicyException">The policy is wrong, or has none of the lists that the case gave.</exception>
    public PolicyEngine CreateEngine(IPolicySpecProvider policy, Action<SubmissionPolicyOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var options = new SubmissionPolicyOptions();
        configure?.Invoke(options);
        options.Source = new CasePolicy(policy, _lists);
        options.TimeProvider = Clock;
        options.MailDomains = MailDomains;
        options.Blocklists = Blocklists;
        options.Countries = Countries;
        options.Messages = MessageReader;
        options.VirusScanner = VirusScanner;
        options.SpamScanner = SpamScanner;
        options.TrustedRelays.Clear();
        foreach (string host in TrustedRelays) options.TrustedRelays.Add(host);
        options.Counters = _hasCounters ? null : new SilentCounters();
        options.Nodes = _nodes;
        return new PolicyEngine(options);
    }
}
