namespace Submission.Hosting.Configuration;

/// <summary>Where the accounts are.</summary>
public sealed class AccountOptions
{
    /// <summary>What keeps them: <c>yaml</c>, a file.</summary>
    public AccountProvider Provider { get; set; } = AccountProvider.Yaml;

    /// <summary>The account file. Read anew when it changes, and at SIGHUP; a file with errors leaves the old accounts in force.</summary>
    /// <value>A path. It must be set.</value>
    public string? Path { get; set; }
}

/// <summary>What keeps the accounts.</summary>
public enum AccountProvider
{
    /// <summary>A YAML file.</summary>
    Yaml,
}
