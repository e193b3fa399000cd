using Submission.Hosting.Configuration;
using Submission.Hosting.Running;
using Submission.Milter.Demo;

namespace Submission.Milter;

/// <summary>The milter as a program.</summary>
internal static class MilterHost
{
    public static HostDescription Description { get; } = new()
    {
        Host = SubmissionHosts.Milter,
        Program = "submission-milter",
        About = "Judges the mail that Postfix or Sendmail takes, by a policy: a milter.",
        AboutDemo = "two accounts, DNS answers and scanners of its own, on loopback",
        Protocol = "milter",
        AddServices = static (services, options) => services.AddSubmissionMilter(options),
        Listeners = static options => options.Milter.Endpoints.Select(static (endpoint, index) => new HostListener(endpoint, $"Milter:Endpoints:{index}")),
        WriteBanner = DemoBanner.Write,
    };
}
