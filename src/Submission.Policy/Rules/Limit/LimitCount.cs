namespace Submission.Policy.Rules.Limit;

/// <summary>What a limit counts.</summary>
internal enum LimitCount
{
    Messages,
    Recipients,
    DistinctRecipients,
    Bytes,
    Connections,
    AuthFailures,
}
