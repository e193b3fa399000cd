namespace Submission.Policy.Testing;

/// <summary>How golden cases are run. Set up once; not thread-safe.</summary>
public sealed class GoldenCaseOptions
{
    /// <summary>
    /// Sets the policy's engine up, for example with rule kinds of its own; nothing by default. The source, the clock, the look-ups and the counters are those of the
    /// case, whatever is set here. Called for every case, perhaps at the same time.
    /// </summary>
    public Action<SubmissionPolicyOptions>? Configure { get; set; }

    /// <summary>Which cases are run, by their names (<c>message-rate/ipv6-by-64</c>); all by default.</summary>
    public Func<string, bool>? Filter { get; set; }

    /// <summary>Is told of each case as it ends, perhaps of several at the same time; nobody by default.</summary>
    public IProgress<GoldenCaseResult>? Progress { get; set; }

    /// <summary>
    /// Whether the decisions of each case are written beside it as <c>&lt;case&gt;.golden.yaml</c>; <see langword="false"/> by default. Where such a file is and nothing is to be
    /// recorded, the decisions must be its bytes.
    /// </summary>
    public bool Record { get; set; }
}
