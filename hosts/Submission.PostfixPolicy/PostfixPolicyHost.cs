using Submission.Hosting.Configuration;
using Submission.Hosting.Running;
using Submission.PostfixPolicy.Hosting;

namespace Submission.PostfixPolicy;

/// <summary>The Postfix policy service as a program.</summary>
internal static class PostfixPolicyHost
{
    public static HostDescription Description { get; } = new()
    {
        Host = SubmissionHosts.PostfixPolicy,
        Program = "submission-postfix-policy",
        About = "Answers the policy requests of Postfix (check_policy_service) by a policy.",
        AboutDemo = "two accounts and DNS answers of its own, on loopback",
        Protocol = "The Postfix policy service",
        AddServices = static (services, options) => services.AddPostfixPolicy(options),
        Listeners = static options => options.PostfixPolicy.Endpoints.Select(static (endpoint, index) => new HostListener(endpoint, $"PostfixPolicy:Endpoints:{index}")),
        WriteBanner = DemoBanner.Write,
    };
}
