using System.Security.Cryptography;

namespace Submission.Smtp.Server;

/// <summary>
/// What a client gave with AUTH. The password lives only until the call of <see cref="ISmtpSession.AuthenticateAsync"/> has
/// completed and shows in no text of this object. Not thread-safe.
/// </summary>
public sealed class SmtpCredentials
{
    private readonly byte[] _password;

    internal SmtpCredentials(string mechanism, string login, byte[] password)
    {
        Mechanism = mechanism;
        Login = login;
        _password = password;
    }

    /// <summary>The SASL mechanism: <c>PLAIN</c> or <c>LOGIN</c>.</summary>
    public string Mechanism { get; }

    /// <summary>The authentication identity as the client gave it: valid UTF-8 without control characters, up to 1,024 octets; otherwise unchecked.</summary>
    public string Login { get; }

    /// <summary>The octets of the password as the client gave them; all zero once the call has completed.</summary>
    public ReadOnlyMemory<byte> Password => _password;

    internal void Wipe() => CryptographicOperations.ZeroMemory(_password);
}
