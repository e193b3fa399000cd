using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Submission.Gateway.Tls;

/// <summary>What a server's certificate says. Immutable and thread-safe.</summary>
/// <param name="Subject">Whose it says it is, at most 200 characters.</param>
/// <param name="Issuer">Who has signed it, likewise.</param>
/// <param name="Names">The DNS names that it is for, the first 20.</param>
/// <param name="NotBefore">From when it is valid.</param>
/// <param name="NotAfter">Until when.</param>
/// <param name="Tlsa">The data of the TLSA record that would pin its key: <c>3 1 1</c> and a SHA-256 (RFC 7672, section 3.1.1); empty where its key cannot be read.</param>
public sealed record ServerCertificate(string Subject, string Issuer, ImmutableArray<string> Names, DateTimeOffset NotBefore, DateTimeOffset NotAfter, string Tlsa)
{
    private const int LongestName = 200;
    private const int MostNames = 20;

    internal static ServerCertificate Of(X509Certificate2 certificate) => new(
        Read(() => Cut(certificate.Subject), ""),
        Read(() => Cut(certificate.Issuer), ""),
        Read(() => NamesOf(certificate), []),
        Read(() => new DateTimeOffset(certificate.NotBefore.ToUniversalTime()), DateTimeOffset.MinValue),
        Read(() => new DateTimeOffset(certificate.NotAfter.ToUniversalTime()), DateTimeOffset.MinValue),
        Read(() => "3 1 1 " + Convert.ToHexStringLower(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo())), ""));

    // It comes from whoever listens there: what cannot be read is left out.
    private static T Read<T>(Func<T> read, T otherwise)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException or NotSupportedException)
        {
            return otherwise;
        }
    }

    private static ImmutableArray<string> NamesOf(X509Certificate2 certificate) => certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault() is { } names
        ? [.. names.EnumerateDnsNames().Take(MostNames).Select(Cut)]
        : [];

    private static string Cut(string text) => text.Length <= LongestName ? text : text[..LongestName] + "…";
}
