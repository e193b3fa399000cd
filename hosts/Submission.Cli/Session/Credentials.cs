using System.Text;

namespace Submission.Cli.Session;

/// <summary>Reads what AUTH sends in base64.</summary>
internal static class Credentials
{
    /// <summary>Reads <c>authzid NUL authcid NUL password</c> (RFC 4616).</summary>
    public static (string Login, string Password)? ReadPlain(string base64)
    {
        if (ReadText(base64)?.Split('\0') is not [_, { Length: > 0 } login, string password]) return null;
        return (login, password);
    }

    /// <summary>Reads a text; <c>=</c> is the empty one (RFC 4954, section 4).</summary>
    public static string? ReadText(string base64)
    {
        if (base64 is "=") return "";
        Span<byte> bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out int length)) return null;
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes[..length]);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
