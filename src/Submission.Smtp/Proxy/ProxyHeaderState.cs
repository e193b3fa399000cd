namespace Submission.Smtp.Proxy;

internal enum ProxyHeaderState
{
    /// <summary>More octets are needed.</summary>
    Incomplete = 0,

    /// <summary>The header is whole and valid.</summary>
    Complete,

    /// <summary>These octets begin no valid header.</summary>
    Malformed,
}
