namespace Submission.Policy.Lookups;

/// <summary>Tells whether and where a domain takes mail. Implementations are thread-safe.</summary>
public interface IMailDomainResolver
{
    /// <summary>Looks up the hosts that take mail for a domain. What is known already is answered without a wait and without an allocation.</summary>
    /// <param name="domain">The domain, in its canonical form.</param>
    /// <param name="types">The kinds of record that count.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// Found; absent where proven: no such domain, none of the records, a null MX (RFC 7505), or MX hosts that all lead to no usable address, also where the
    /// domain itself has one; unavailable in any doubt: SERVFAIL, a time-out, an answer that cannot be read. What
    /// is absent has a reason of <see cref="MailDomainAbsence"/> where one of them fits.
    /// </returns>
    ValueTask<LookupResult<MailDomain>> ResolveAsync(DomainName domain, MailRecordTypes types, CancellationToken cancellationToken);
}
