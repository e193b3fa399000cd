using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Submission.Policy.Lookups;

/// <summary>
/// The look-ups of one session. A look-up that was started ahead by <see cref="IPrefetchingRule"/> is joined, not made again. Not thread-safe.
/// </summary>
public sealed class PolicyLookups
{
    private readonly IMailDomainResolver? _mailDomains;
    private readonly IDnsBlocklistResolver? _blocklists;
    private readonly ICountryLookup? _countries;
    private List<(object Question, Task Answer)>? _pending;

    internal PolicyLookups(PolicyPorts ports)
    {
        _mailDomains = ports.MailDomains;
        _blocklists = ports.Blocklists;
        _countries = ports.Countries;
    }

    /// <summary>Looks up the hosts that take mail for a domain; see <see cref="IMailDomainResolver.ResolveAsync"/>.</summary>
    public ValueTask<LookupResult<MailDomain>> MailDomainAsync(DomainName domain, MailRecordTypes types, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(domain);
        if (_mailDomains is null) return new(LookupResult<MailDomain>.Unavailable("no mail domain resolver is set up"));
        if (_pending is not null && TryFind(new MailDomainQuestion(domain, types), out Task<LookupResult<MailDomain>>? pending)) return new(pending);
        ValueTask<LookupResult<MailDomain>> answer = _mailDomains.ResolveAsync(domain, types, cancellationToken);
        return answer.IsCompletedSuccessfully ? answer : new(Keep(new MailDomainQuestion(domain, types), answer.AsTask()));
    }

    /// <summary>Starts the look-up of a mail domain and does not wait; <see cref="MailDomainAsync"/> joins it within the same stage.</summary>
    public void StartMailDomain(DomainName domain, MailRecordTypes types, CancellationToken cancellationToken)
    {
        if (_mailDomains is null) return;
        ValueTask<LookupResult<MailDomain>> answer = _mailDomains.ResolveAsync(domain, types, cancellationToken);
        if (!answer.IsCompletedSuccessfully) _ = Keep(new MailDomainQuestion(domain, types), answer.AsTask());
    }

    /// <summary>Starts the look-up in a block list and does not wait; <see cref="BlocklistAsync"/> joins it within the same stage.</summary>
    public void StartBlocklist(DomainName zone, IPAddress client, CancellationToken cancellationToken)
    {
        if (_blocklists is null) return;
        ValueTask<LookupResult<ImmutableArray<IPAddress>>> answer = _blocklists.QueryAsync(zone, client, cancellationToken);
        if (!answer.IsCompletedSuccessfully) _ = Keep(new BlocklistQuestion(zone, client), answer.AsTask());
    }

    /// <summary>Looks an address up in a block list; see <see cref="IDnsBlocklistResolver.QueryAsync"/>.</summary>
    public ValueTask<LookupResult<ImmutableArray<IPAddress>>> BlocklistAsync(DomainName zone, IPAddress client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(zone);
        if (_blocklists is null) return new(LookupResult<ImmutableArray<IPAddress>>.Unavailable("no block list resolver is set up"));
        if (_pending is not null && TryFind(new BlocklistQuestion(zone, client), out Task<LookupResult<ImmutableArray<IPAddress>>>? pending)) return new(pending);
        ValueTask<LookupResult<ImmutableArray<IPAddress>>> answer = _blocklists.QueryAsync(zone, client, cancellationToken);
        return answer.IsCompletedSuccessfully ? answer : new(Keep(new BlocklistQuestion(zone, client), answer.AsTask()));
    }

    /// <summary>Looks up the country of an address; see <see cref="ICountryLookup.Find"/>.</summary>
    public LookupResult<string> Country(IPAddress address) =>
        _countries?.Find(address) ?? LookupResult<string>.Unavailable("no country database is set up");

    // Answers are remembered for one stage only: after that the resolver's own cache and its TTLs decide.
    internal void Forget() => _pending?.Clear();

    private bool TryFind<T>(object question, [NotNullWhen(true)] out Task<T>? answer)
    {
        answer = null;
        foreach ((object Question, Task Answer) pending in _pending!)
        {
            if (!pending.Question.Equals(question)) continue;
            answer = (Task<T>)pending.Answer;
            return true;
        }

        return false;
    }

    private Task<T> Keep<T>(object question, Task<T> answer)
    {
        (_pending ??= []).Add((question, answer));
        return answer;
    }

    private sealed record MailDomainQuestion(DomainName Domain, MailRecordTypes Types);

    private sealed record BlocklistQuestion(DomainName Zone, IPAddress Client);
}
