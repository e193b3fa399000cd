namespace Submission.Trust.Spf;

/// <summary>What a mechanism that matches means (RFC 7208, section 4.6.2).</summary>
internal enum SpfQualifier
{
    Pass,
    Fail,
    SoftFail,
    Neutral,
}
