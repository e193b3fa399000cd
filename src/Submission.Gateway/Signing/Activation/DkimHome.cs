namespace Submission.Gateway.Signing.Activation;

/// <summary>Who serves a domain's zone.</summary>
public enum DkimHome
{
    /// <summary>It is not known yet.</summary>
    Unknown,

    /// <summary>Our name servers, all of them: records are published by the gateway.</summary>
    Ours,

    /// <summary>Others: records are published by hand.</summary>
    Elsewhere,
}
