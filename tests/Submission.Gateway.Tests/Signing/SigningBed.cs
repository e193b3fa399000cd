using System.Text;
using MimeKit.Cryptography;
using Org.BouncyCastle.Crypto;
using Submission.Gateway.Signing.Keys;
using Submission.Smtp.Content;
using Submission.Trust.Dkim;

namespace Submission.Gateway.Tests.Signing;

/// <summary>A domain with a key of each kind, messages that they sign, and their records.</summary>
internal sealed class SigningBed : DkimPublicKeyLocatorBase, IDisposable
{
    public const string Domain = "domena.example";

    /// <summary>What the gateway itself has put above the message before.</summary>
    public static readonly byte[] Trace = Encoding.ASCII.GetBytes(
        "Received: from [192.0.2.7] ([192.0.2.7])\r\n\tby smtp.test.example with ESMTPSA id 0322hKFMDXOwy7eYhzHuzX;\r\n\tSun, 29 Nov 2026 12:00:00 +0000\r\nX-Spam-Score: 1.5\r\n");

    private readonly RsaDkimKey _rsa = RsaDkimKey.Create();

    public SigningBed() => Keys = [new DkimSigningKey(Domain, "r1", _rsa), new DkimSigningKey(Domain, "e1", Ed25519DkimKey.Create())];

    public IReadOnlyList<DkimSigningKey> Keys { get; }

    public IReadOnlyDictionary<string, DkimKeyRecord> Records =>
        Keys.ToDictionary(static key => DkimKeyRecord.NameOf(key.Selector, key.Domain), static key => DkimKeyRecord.Of(key.Key), StringComparer.Ordinal);

    public string ZoneText => "$ORIGIN domena.example.\n$TTL 60\n@ SOA ns hostmaster 1 3600 600 86400 60\n@ NS ns\nns A 127.0.0.1\n" +
        string.Concat(Records.Select(static record => $"{record.Key}. TXT {record.Value.ToZoneText()}\n"));

    /// <summary>A message as it is sent: its signatures, what the gateway has added, and what was taken.</summary>
    public async Task<byte[]> SignAsync(MessageBody body, CancellationToken cancellationToken)
    {
        using DkimMessage message = (await DkimMessage.ReadAsync(Trace, body, cancellationToken))!;
        byte[] fields = (await new Trust.Dkim.DkimSigner(new DkimSignerOptions()).SignAsync(message, Keys, DateTimeOffset.UtcNow, cancellationToken))!;
        Assert.All(Encoding.ASCII.GetString(fields).Split("\r\n"), static line => Assert.InRange(line.Length, 0, 78));
        return [.. fields, .. Trace];
    }

    public override AsymmetricKeyParameter LocatePublicKey(string methods, string domain, string selector, CancellationToken cancellationToken = default) =>
        GetPublicKey(Records[DkimKeyRecord.NameOf(selector, domain)].ToString());

    public override Task<AsymmetricKeyParameter> LocatePublicKeyAsync(string methods, string domain, string selector, CancellationToken cancellationToken = default) =>
        Task.FromResult(LocatePublicKey(methods, domain, selector, cancellationToken));

    public void Dispose() => _rsa.Dispose();
}
