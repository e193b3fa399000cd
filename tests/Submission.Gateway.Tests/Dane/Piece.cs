using System.Security.Cryptography.X509Certificates;
using Submission.Tests.Peers;

namespace Submission.Gateway.Tests.Dane;

/// <summary>A certificate of a case, with what its maker knows of it: the expected outcomes are told from this, never from the certificate.</summary>
internal sealed class Piece
{
    private readonly CertificateKey _key;

    /// <param name="name">What it is called in a test's report.</param>
    /// <param name="key">Whose key it certifies.</param>
    /// <param name="wish">What it says.</param>
    /// <param name="issuer">Who is named as the issuer; null for itself.</param>
    /// <param name="forger">The key that has signed in the issuer's place; null where the issuer has.</param>
    public Piece(string name, CertificateKey key, CertificateWish wish, Piece? issuer = null, CertificateKey? forger = null)
    {
        (Name, _key, Wish, Issuer, IsForged) = (name, key, wish, issuer, forger is not null);
        Certificate = CertificateMaker.Issue(wish, key, issuer?.Wish.Subject ?? wish.Subject, forger ?? issuer?._key ?? key);
    }

    public string Name { get; }

    public CertificateWish Wish { get; }

    public Piece? Issuer { get; }

    public bool IsForged { get; }

    public X509Certificate2 Certificate { get; }

    public string Pem => _key.Pem;

    public bool IsInTime => Wish is { FromDays: <= 0, ToDays: > 0 };

    public bool HasSameKey(Piece other) => ReferenceEquals(_key, other._key);

    /// <summary>Whether the key of another piece has signed it under that piece's name.</summary>
    public bool IsSignedBy(Piece other) => !IsForged && Issuer is not null && Issuer._key == other._key && Issuer.Wish.Subject == other.Wish.Subject;
}

/// <summary>What a server sends.</summary>
/// <param name="Name">What it is called in a test's report.</param>
/// <param name="Leaf">Its own certificate.</param>
/// <param name="Sent">What it sends besides.</param>
/// <param name="IsNamed">Whether its own certificate is for a name that counts.</param>
/// <param name="Targets">Certificates that TLSA records may name.</param>
internal sealed record Shape(string Name, Piece Leaf, Piece[] Sent, bool IsNamed, Piece[] Targets);
