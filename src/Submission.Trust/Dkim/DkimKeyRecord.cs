using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Submission.Trust.Dkim;

/// <summary>The record that publishes a key (RFC 6376, section 3.6.1; RFC 8463). Immutable and thread-safe.</summary>
public sealed class DkimKeyRecord
{
    /// <summary>The longest record that is read, in characters: 4,096.</summary>
    public const int MaximumLength = 4096;

    /// <summary>The fewest bits of an RSA key whose signatures are believed (RFC 8301, section 3.2).</summary>
    internal const int FewestBits = 1024;

    private const int StringLength = 255;
    private static readonly SearchValues<char> Spaces = SearchValues.Create(" \t\r\n");

    private DkimKeyRecord(DkimAlgorithm algorithm, ReadOnlyMemory<byte> publicKey, bool isTesting, bool isStrict)
    {
        Algorithm = algorithm;
        PublicKey = publicKey;
        IsTesting = isTesting;
        IsStrict = isStrict;
    }

    /// <summary>The kind of key (<c>k=</c>).</summary>
    public DkimAlgorithm Algorithm { get; }

    /// <summary>The public key (<c>p=</c>); empty where it was revoked.</summary>
    public ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>The bits of an RSA key; <see langword="null"/> for another, or a revoked one.</summary>
    internal int? RsaBits { get; private init; }

    /// <summary>Whether the key was revoked.</summary>
    public bool IsRevoked => PublicKey.IsEmpty;

    /// <summary>Whether the domain only tries DKIM (<c>t=y</c>).</summary>
    public bool IsTesting { get; }

    /// <summary>Whether <c>i=</c> must have the very domain of <c>d=</c> (<c>t=s</c>).</summary>
    public bool IsStrict { get; }

    /// <summary>The name at which a key's record is.</summary>
    /// <param name="selector">The selector.</param>
    /// <param name="domain">The domain that signs.</param>
    public static string NameOf(string selector, string domain) => $"{selector}._domainkey.{domain}";

    /// <summary>The record of a key.</summary>
    /// <param name="key">The key.</param>
    public static DkimKeyRecord Of(IDkimKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new DkimKeyRecord(key.Algorithm, key.PublicKey, isTesting: false, isStrict: false);
    }

    /// <summary>Reads a record.</summary>
    /// <param name="text">The TXT record, its strings put together.</param>
    /// <param name="record">The record where the method returns <see langword="true"/>.</param>
    /// <param name="problem">What is wrong with it, as a sentence, where it returns <see langword="false"/>.</param>
    /// <returns>Whether it is a record whose key can check a mail's signature, or a revoked one.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out DkimKeyRecord? record, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryRead(text, FewestBits, out record, out problem);
    }

    /// <summary>The same with another least number of bits of an RSA key.</summary>
    internal static bool TryRead(string text, int fewestBits, [NotNullWhen(true)] out DkimKeyRecord? record, [NotNullWhen(false)] out string? problem)
    {
        record = Read(text, fewestBits, out string? wrong);
        problem = record is null ? wrong ?? "The record cannot be read." : null;
        return record is not null;
    }

    /// <summary>Whether it publishes a key.</summary>
    /// <param name="key">The private key.</param>
    public bool Matches(IDkimKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Algorithm == Algorithm && PublicKey.Span.SequenceEqual(key.PublicKey.Span);
    }

    /// <summary>Whether another record publishes the same key.</summary>
    internal bool PublishesSame(DkimKeyRecord other) => other.Algorithm == Algorithm && PublicKey.Span.SequenceEqual(other.PublicKey.Span);

    /// <summary>The record without <c>t=y</c>.</summary>
    internal DkimKeyRecord WithoutTesting() => new(Algorithm, PublicKey, isTesting: false, IsStrict);

    /// <summary>Splits a record into the strings that a TXT record takes (RFC 1035, section 3.3.14).</summary>
    /// <param name="text">The record.</param>
    /// <returns>Strings of at most 255 octets.</returns>
    public static IReadOnlyList<string> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. text.Chunk(StringLength).Select(static piece => new string(piece))];
    }

    /// <summary>The record as it stands in a zone file: quoted strings of at most 255 octets.</summary>
    public string ToZoneText() => string.Join(' ', Split(ToString()).Select(static piece => $"\"{piece}\""));

    /// <summary>The record as one text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("v=DKIM1; k=").Append(Algorithm == DkimAlgorithm.RsaSha256 ? "rsa" : "ed25519");
        if (IsTesting || IsStrict) text.Append(CultureInfo.InvariantCulture, $"; t={(IsTesting ? IsStrict ? "y:s" : "y" : "s")}");
        return text.Append("; p=").Append(Convert.ToBase64String(PublicKey.Span)).ToString();
    }

    private static DkimKeyRecord? Read(string text, int fewestBits, out string? problem)
    {
        if (DkimTags.Read(text, MaximumLength, out problem) is not { } tags) return null;
        if (tags.TryGetValue("v", out string? version) && (version != "DKIM1" || tags.First != "v")) problem = "v= is not DKIM1, or does not come first.";
        else if (!tags.TryGetValue("p", out string? encoded)) problem = "There is no p=.";
        else if (tags.TryGetValue("s", out string? services) && !Has(services, "*") && !Has(services, "email")) problem = "s= does not allow mail.";
        else if (tags.TryGetValue("h", out string? hashes) && !Has(hashes, "sha256")) problem = "h= does not allow sha256.";
        else if (AlgorithmOf(tags.GetValueOrDefault("k", "rsa")) is not { } algorithm) problem = $"The kind of key k={tags.GetValueOrDefault("k", "")} is not known.";
        else if (KeyOf(algorithm, encoded, fewestBits, ref problem) is var (key, bits))
            return new DkimKeyRecord(algorithm, key, Has(tags.GetValueOrDefault("t", ""), "y"), Has(tags.GetValueOrDefault("t", ""), "s")) { RsaBits = bits };
        return null;
    }

    private static bool Has(string list, string word) => list.Split(':', StringSplitOptions.TrimEntries).Contains(word, StringComparer.OrdinalIgnoreCase);

    private static DkimAlgorithm? AlgorithmOf(string kind) => kind.ToUpperInvariant() switch
    {
        "RSA" => DkimAlgorithm.RsaSha256,
        "ED25519" => DkimAlgorithm.Ed25519Sha256,
        _ => null,
    };

    private static (byte[] Key, int? Bits)? KeyOf(DkimAlgorithm algorithm, string encoded, int fewestBits, ref string? problem)
    {
        byte[] buffer = new byte[encoded.Length];
        string bare = encoded.AsSpan().ContainsAny(Spaces) ? string.Concat(encoded.Where(static letter => !char.IsWhiteSpace(letter))) : encoded;
        if (!Convert.TryFromBase64String(bare, buffer, out int length))
        {
            problem = "p= is not in base64.";
            return null;
        }

        byte[] key = buffer[..length];
        if (length == 0) return (key, null);
        if (algorithm == DkimAlgorithm.Ed25519Sha256)
        {
            if (length == 32) return (key, null);
            problem = "An Ed25519 key has 32 octets.";
            return null;
        }

        try
        {
            using var rsa = RSA.Create();
            rsa.ImportSubjectPublicKeyInfo(key, out int read);
            if (read == length && rsa.KeySize >= fewestBits) return (key, rsa.KeySize);
            problem = $"The RSA key has {rsa.KeySize} bits; below 1,024 it is not believed (RFC 8301).";
        }
        catch (CryptographicException)
        {
            problem = "p= holds no RSA key.";
        }

        return null;
    }
}
