using MimeKit.Cryptography;
using Org.BouncyCastle.Crypto;
using Submission.Policy.Lookups;

namespace Submission.GatewayServer.Tests.Signing;

/// <summary>The keys of signatures as they are in DNS.</summary>
internal sealed class PublishedKeys(DnsRecordResolver resolver) : DkimPublicKeyLocatorBase
{
    public override AsymmetricKeyParameter LocatePublicKey(string methods, string domain, string selector, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public override async Task<AsymmetricKeyParameter> LocatePublicKeyAsync(string methods, string domain, string selector, CancellationToken cancellationToken = default) =>
        GetPublicKey((await resolver.GetTextAsync($"{selector}._domainkey.{domain}", cancellationToken)).Records[0]);
}
