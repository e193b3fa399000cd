using System.Net;
using Submission.Hosting.Configuration;

namespace Submission.SmtpServer.Demo;

/// <summary>Keeps the demo on this machine: its passwords are known to everybody.</summary>
internal static class DemoConfiguration
{
    public static SubmissionConfiguration Restrict(SubmissionConfiguration configuration)
    {
        List<ConfigurationError> errors = [.. configuration.Errors];
        IList<ListenerOptions> listeners = configuration.Options.Listeners;
        for (int i = 0; i < listeners.Count; i++)
        {
            if (listeners[i].Endpoint is { } endpoint && !IPAddress.IsLoopback(endpoint.Address))
                errors.Add(new ConfigurationError($"{SubmissionOptions.Section}:Listeners:{i}:Endpoint", $"The demo listens on loopback only, and this is {endpoint}."));
        }

        return configuration with { Errors = [.. errors] };
    }
}
