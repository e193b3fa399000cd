namespace Submission.Hosting.Configuration;

/// <summary>Where the accounts are.</summary>
public sealed class AccountOptions
{
    /// <summary>What keeps them: <c>yaml</c>, a file.</summary>
    public AccountProvider Provider { get; set; } = AccountProvider.Yaml;

    /// <summary>The account file. Read anew when it changes, and at SIGHUP; a file with errors leaves the old accounts in force. Behind a mail server it may be left out: then every login that is a whole address is an account, with the domain of its address.</summary>
    /// <value>A path. The SMTP server and the gateway need one.</value>
    public string? Path { get; set; }
}

/// <summary>What keeps the accounts.</summary>
public enum AccountProvider
{
    /// <summary>A YAML file.</summary>
    Yaml,
}
