namespace Submission.Gateway.Routing;

/// <summary>The login for a smart host. Its text never shows the password. Immutable and thread-safe.</summary>
/// <param name="login">The login.</param>
/// <param name="password">The password.</param>
public sealed class SmartHostCredentials(string login, string password)
{
    /// <summary>The login.</summary>
    public string Login { get; } = login;

    /// <summary>The password.</summary>
    public string Password { get; } = password;

    /// <summary>The login alone.</summary>
    public override string ToString() => Login;
}
