using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Submission.DnsUpdate;

/// <summary>A secret that is shared with a name server (RFC 8945). Immutable and thread-safe.</summary>
public sealed partial class TsigKey
{
    private readonly byte[] _secret;

    /// <summary>Makes a key.</summary>
    /// <param name="name">Its name, the same on the server.</param>
    /// <param name="algorithm">Its algorithm, the same on the server.</param>
    /// <param name="secret">The secret, at least 16 octets.</param>
    /// <exception cref="ArgumentException">The name is no name of DNS, or the secret is too short.</exception>
    public TsigKey(string name, TsigAlgorithm algorithm, ReadOnlySpan<byte> secret)
    {
        ArgumentNullException.ThrowIfNull(name);
        name = name.TrimEnd('.').ToLowerInvariant();
        if (!Wire.DnsName.IsValid(name)) throw new ArgumentException("The name of a key is a name of DNS.", nameof(name));
        if (secret.Length < 16) throw new ArgumentException("A secret has at least 16 octets.", nameof(secret));
        (Name, Algorithm, _secret) = (name, algorithm, secret.ToArray());
    }

    /// <summary>The name, lower case, without a trailing dot.</summary>
    public string Name { get; }

    /// <summary>The algorithm.</summary>
    public TsigAlgorithm Algorithm { get; }

    internal string AlgorithmName => Algorithm == TsigAlgorithm.HmacSha512 ? "hmac-sha512" : "hmac-sha256";

    /// <summary>Reads a key as <c>tsig-keygen</c> writes it: <c>key "NAME" { algorithm hmac-sha256; secret "..."; };</c>.</summary>
    /// <param name="text">The text of the file.</param>
    /// <param name="key">The key where the method returns <see langword="true"/>.</param>
    /// <param name="problem">What is wrong with it, as a sentence, where it returns <see langword="false"/>.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out TsigKey? key, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        key = null;
        problem = null;
        Match match = Statement().Match(text);
        byte[] secret = new byte[text.Length];
        if (!match.Success) problem = "It holds no key as tsig-keygen writes it: key \"NAME\" { algorithm hmac-sha256; secret \"...\"; };";
        else if (AlgorithmOf(match.Groups["algorithm"].Value) is not { } algorithm) problem = $"The algorithm {match.Groups["algorithm"].Value} is not known: use hmac-sha256 or hmac-sha512.";
        else if (!Convert.TryFromBase64String(match.Groups["secret"].Value, secret, out int length) || length < 16) problem = "Its secret is not at least 16 octets in base64.";
        else if (!Wire.DnsName.IsValid(match.Groups["name"].Value.TrimEnd('.'))) problem = "Its name is no name of DNS.";
        else key = new TsigKey(match.Groups["name"].Value, algorithm, secret.AsSpan(0, length));
        return key is not null;
    }

    internal byte[] Sign(ReadOnlySpan<byte> octets) => Algorithm == TsigAlgorithm.HmacSha512 ? HMACSHA512.HashData(_secret, octets) : HMACSHA256.HashData(_secret, octets);

    private static TsigAlgorithm? AlgorithmOf(string name) => name.TrimEnd('.').ToUpperInvariant() switch
    {
        "HMAC-SHA256" => TsigAlgorithm.HmacSha256,
        "HMAC-SHA512" => TsigAlgorithm.HmacSha512,
        _ => null,
    };

    [GeneratedRegex("""^\s*key\s+"?(?<name>[^"\s{]+)"?\s*\{\s*algorithm\s+"?(?<algorithm>[^";\s]+)"?\s*;\s*secret\s+"?(?<secret>[A-Za-z0-9+/=]+)"?\s*;\s*\}\s*;?\s*$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Statement();
}
