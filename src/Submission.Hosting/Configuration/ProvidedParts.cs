namespace Submission.Hosting.Configuration;

/// <summary>Parts that a host brings along itself, so that nobody has to configure them.</summary>
[Flags]
public enum ProvidedParts
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The accounts.</summary>
    Accounts = 1,

    /// <summary>The certificate.</summary>
    Certificate = 2,
}
