namespace Submission.Gateway.Tls.Reporting;

/// <summary>Adds sessions to a day, within bounds. Not thread-safe.</summary>
internal static class ReportTally
{
    private const int MaximumPolicies = 20;
    private const int MaximumFailures = 100;
    private const int MaximumReason = 300;

    /// <returns>Whether it was counted; not where there are too many domains.</returns>
    public static bool Add(ReportDay day, TlsSession session, int maximumDomains)
    {
        if (!day.Domains.TryGetValue(session.Destination, out List<PolicyCount>? policies))
        {
            if (day.Domains.Count >= maximumDomains) return false;
            day.Domains.Add(session.Destination, policies = []);
        }

        PolicyCount policy = Find(policies, session.Requirement.Policy);
        if (session.Failure is not { } failure)
        {
            policy.Successful++;
            return true;
        }

        policy.Failed++;
        string reason = failure.Reason.Length > MaximumReason ? failure.Reason[..MaximumReason] : failure.Reason;
        string? remote = session.RemoteEndPoint?.Address.ToString();
        FailureCount? found = policy.Failures.Find(one => one.Kind == failure.Kind && one.Host == session.Host && one.Remote == remote && one.Reason == reason);
        // Beyond the bound the last one stands for the rest, so that the numbers add up.
        if (found is null && policy.Failures.Count >= MaximumFailures) found = policy.Failures.Find(one => one.Kind == failure.Kind) ?? policy.Failures[^1];
        if (found is null) policy.Failures.Add(found = new FailureCount { Kind = failure.Kind, Host = session.Host, Remote = remote, Local = session.LocalAddress?.ToString(), Reason = reason });
        found.Count++;
        return true;
    }

    private static PolicyCount Find(List<PolicyCount> policies, TlsPolicyFacts facts)
    {
        foreach (PolicyCount one in policies)
        {
            if (one.Kind == facts.Kind && one.Domain == facts.Domain && one.Lines.AsSpan().SequenceEqual(facts.Lines.AsSpan())) return one;
        }

        if (policies.Count >= MaximumPolicies) return policies[^1];
        PolicyCount made = new() { Kind = facts.Kind, Domain = facts.Domain, Lines = [.. facts.Lines], Mx = [.. facts.MxPatterns] };
        policies.Add(made);
        return made;
    }
}
