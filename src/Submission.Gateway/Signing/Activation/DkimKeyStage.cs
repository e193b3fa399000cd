namespace Submission.Gateway.Signing.Activation;

/// <summary>Where a key is on its way.</summary>
public enum DkimKeyStage
{
    /// <summary>Its record is not in DNS, or not any more: it does not sign.</summary>
    Waiting,

    /// <summary>Its record is in DNS: it signs.</summary>
    Signing,

    /// <summary>It signs no more; its record stays for mail that is on its way.</summary>
    Retired,
}
