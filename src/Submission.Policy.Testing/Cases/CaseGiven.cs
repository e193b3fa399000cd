using System.Collections.Immutable;
using System.Net;
using Submission.Policy.Lookups;
using Submission.Policy.Specification;

namespace Submission.Policy.Testing.Cases;

/// <summary>The world in which a case plays. What is not given does not exist.</summary>
internal sealed record CaseGiven
{
    public static readonly DateTimeOffset DefaultNow = new(2026, 1, 1, 10, 0, 0, TimeSpan.Zero);

    public DateTimeOffset Now { get; init; } = DefaultNow;

    /// <summary>Whether the host takes credentials without TLS.</summary>
    public bool AllowsCleartextAuth { get; init; }

    public ImmutableArray<GivenAccount> Accounts { get; init; } = [];

    public ImmutableArray<(DomainName Name, FakeDomain Domain)> Domains { get; init; } = [];

    public ImmutableArray<GivenListing> Listings { get; init; } = [];

    public ImmutableArray<(IPNetwork Network, string Country)> Countries { get; init; } = [];

    public bool HasCountries { get; init; } = true;

    /// <summary>What the virus scanner says of every message of which its step says nothing.</summary>
    public LookupResult<string> Virus { get; init; } = FakeVirusScanner.Clean;

    /// <summary>What the spam scanner says of every message of which its step says nothing.</summary>
    public LookupResult<SpamScan> Spam { get; init; } = FakeSpamScanner.Ham;

    /// <summary>The mail servers that the host trusts.</summary>
    public ImmutableArray<string> TrustedRelays { get; init; } = [];

    /// <summary>Whether the store of the counters answers.</summary>
    public bool HasCounters { get; init; } = true;

    /// <summary>How many nodes share the counters.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>Lists of the policy that the case replaces.</summary>
    public ImmutableArray<ListSpec> Lists { get; init; } = [];
}

internal sealed record GivenAccount(AccountFacts Account, string Password, bool IsEnabled);

/// <summary>What a block list answers for an address.</summary>
/// <param name="Zone">The list.</param>
/// <param name="Client">The address.</param>
/// <param name="Answers">The answers.</param>
/// <param name="Failure">What goes wrong instead; <see langword="null"/> where it answers.</param>
internal sealed record GivenListing(DomainName Zone, IPAddress Client, ImmutableArray<IPAddress> Answers, string? Failure);
