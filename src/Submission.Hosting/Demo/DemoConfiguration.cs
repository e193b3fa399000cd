using Submission.Hosting.Configuration;
using Submission.Hosting.Running;

namespace Submission.Hosting.Demo;

/// <summary>Keeps the demo on this machine: its passwords are known to everybody.</summary>
internal static class DemoConfiguration
{
    public static SubmissionConfiguration Restrict(SubmissionConfiguration configuration, HostDescription host) => configuration with
    {
        Errors =
        [
            .. configuration.Errors,
            .. host.Listeners(configuration.Options)
                .Where(static listener => !listener.Endpoint.IsLocal)
                .Select(static listener => new ConfigurationError($"{SubmissionOptions.Section}:{listener.Key}", $"The demo listens on loopback only, and this is {listener.Endpoint}.")),
        ],
    };
}
