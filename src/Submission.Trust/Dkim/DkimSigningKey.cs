namespace Submission.Trust.Dkim;

/// <summary>A key and the place where its record is published. Immutable and thread-safe.</summary>
/// <param name="Domain">The domain that signs (<c>d=</c>), in A-labels.</param>
/// <param name="Selector">The selector (<c>s=</c>): the record is at <c>SELECTOR._domainkey.DOMAIN</c>.</param>
/// <param name="Key">The private key.</param>
public sealed record DkimSigningKey(string Domain, string Selector, IDkimKey Key);
