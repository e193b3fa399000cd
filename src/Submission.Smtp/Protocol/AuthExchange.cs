using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Submission.Smtp.Server;

namespace Submission.Smtp.Protocol;

/// <summary>One SASL exchange with PLAIN (RFC 4616) or LOGIN, framed by AUTH (RFC 4954, section 4).</summary>
internal sealed class AuthExchange
{
    private const int MaximumLoginLength = 1024;

    private readonly bool _plain;
    private string? _login;

    private AuthExchange(bool plain) => _plain = plain;

    /// <summary>Begins the exchange for a mechanism; <see langword="null"/> where the mechanism is unknown.</summary>
    public static AuthExchange? ForMechanism(ReadOnlySpan<byte> mechanism) =>
        Ascii.EqualsIgnoreCase(mechanism, "PLAIN"u8) ? new AuthExchange(plain: true)
        : Ascii.EqualsIgnoreCase(mechanism, "LOGIN"u8) ? new AuthExchange(plain: false)
        : null;

    /// <summary>The first step. Neither mechanism has a use for an empty initial response (<c>=</c>): it is asked for as if none had been given.</summary>
    public AuthStep Begin(ReadOnlySpan<byte> initialResponse) =>
        !initialResponse.IsEmpty && !initialResponse.SequenceEqual("="u8) ? Respond(initialResponse)
        : AuthStep.Challenge(_plain ? Replies.ContinueEmpty : Replies.ContinueUserName);

    /// <summary>A further line of the client.</summary>
    public AuthStep Continue(ReadOnlySpan<byte> line) => line.SequenceEqual("*"u8) ? AuthStep.Refused(Replies.Cancelled) : Respond(line);

    private AuthStep Respond(ReadOnlySpan<byte> base64)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Base64.GetMaxDecodedFromUtf8Length(base64.Length) + 1);
        try
        {
            return TryDecode(base64, buffer, out int length) ? Take(buffer.AsSpan(0, length)) : AuthStep.Refused(Replies.BadBase64);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private AuthStep Take(ReadOnlySpan<byte> response)
    {
        if (_plain) return TakePlain(response);
        if (_login is not null) return new AuthStep(new SmtpCredentials("LOGIN", _login, response.ToArray()), null, false);
        if (!IsLogin(response)) return AuthStep.Refused(Replies.BadBase64);
        _login = Encoding.UTF8.GetString(response);
        return AuthStep.Challenge(Replies.ContinuePassword);
    }

    private static AuthStep TakePlain(ReadOnlySpan<byte> response)
    {
        int first = response.IndexOf((byte)0);
        if (first < 0) return AuthStep.Refused(Replies.BadBase64);
        ReadOnlySpan<byte> actingFor = response[..first];
        ReadOnlySpan<byte> rest = response[(first + 1)..];
        int second = rest.IndexOf((byte)0);
        if (second < 0) return AuthStep.Refused(Replies.BadBase64);
        ReadOnlySpan<byte> login = rest[..second];
        ReadOnlySpan<byte> password = rest[(second + 1)..];
        if (!IsLogin(login) || password.Contains((byte)0)) return AuthStep.Refused(Replies.BadBase64);
        if (!actingFor.IsEmpty && !actingFor.SequenceEqual(login)) return AuthStep.Refused(Replies.AuthorizationRefused);
        return new AuthStep(new SmtpCredentials("PLAIN", Encoding.UTF8.GetString(login), password.ToArray()), null, false);
    }

    private static bool IsLogin(ReadOnlySpan<byte> login) =>
        login.Length <= MaximumLoginLength && !login.Contains((byte)'\t') && CommandLine.IsText(login);

    // The decoder of the framework passes over white space, which RFC 4954 does not allow.
    private static bool TryDecode(ReadOnlySpan<byte> base64, Span<byte> buffer, out int length)
    {
        length = 0;
        return !base64.ContainsAny(" \t\r\n"u8)
            && Base64.DecodeFromUtf8(base64, buffer, out int consumed, out length) == OperationStatus.Done
            && consumed == base64.Length;
    }
}
