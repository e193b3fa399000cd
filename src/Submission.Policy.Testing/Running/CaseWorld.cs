using Submission.Policy.Specification;
using Submission.Policy.Testing.Cases;

namespace Submission.Policy.Testing.Running;

/// <summary>The fakes of one case, and an engine that judges by them in virtual time.</summary>
internal sealed class CaseWorld
{
    public CaseWorld(CaseGiven given, PolicySpec policy, Action<SubmissionPolicyOptions>? configure)
    {
        Clock = new FakeClock(given.Now);
        AllowsCleartextAuth = given.AllowsCleartextAuth;
        foreach (GivenAccount account in given.Accounts) Accounts.Add(account.Account, account.Password, account.IsEnabled);
        foreach ((DomainName name, FakeDomain domain) in given.Domains) MailDomains.Set(name, domain);
        foreach (GivenListing listing in given.Listings)
        {
            if (listing.Failure is null) Blocklists.Set(listing.Zone, listing.Client, listing.Answers.AsSpan());
            else Blocklists.SetUnavailable(listing.Zone, listing.Client, listing.Failure);
        }

        Countries.IsAvailable = given.HasCountries;
        foreach ((System.Net.IPNetwork network, string country) in given.Countries) Countries.Set(network, country);

        var options = new SubmissionPolicyOptions();
        configure?.Invoke(options);
        options.Source = new CasePolicy(policy, given.Lists);
        options.TimeProvider = Clock;
        options.MailDomains = MailDomains;
        options.Blocklists = Blocklists;
        options.Countries = Countries;
        options.Counters = null;
        Engine = new PolicyEngine(options);
    }

    public FakeClock Clock { get; }

    public bool AllowsCleartextAuth { get; }

    public FakeAccounts Accounts { get; } = new();

    public FakeMailDomainResolver MailDomains { get; } = new();

    public FakeBlocklist Blocklists { get; } = new();

    public FakeCountries Countries { get; } = new();

    public PolicyEngine Engine { get; }
}
