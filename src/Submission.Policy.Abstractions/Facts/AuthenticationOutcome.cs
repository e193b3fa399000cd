namespace Submission.Policy;

/// <summary>How an AUTH exchange ended, as the host found it (RFC 4954).</summary>
public enum AuthenticationOutcome
{
    /// <summary>The password was right.</summary>
    Succeeded,

    /// <summary>The account exists and the password was wrong. Counts as a failed authentication.</summary>
    WrongPassword,

    /// <summary>There is no such account, or the login is not a whole address. Counts as a failed authentication.</summary>
    UnknownUser,

    /// <summary>SMTP is switched off for the account; whether the password was right makes no difference. Counts as a failed authentication.</summary>
    Disabled,

    /// <summary>The account directory could not answer. Does not count.</summary>
    Unavailable,

    /// <summary>AUTH was tried without TLS where that is not allowed; no credentials were looked at. Does not count.</summary>
    EncryptionRequired,
}
