using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Configuration;

namespace Submission.Hosting.Configuration;

/// <summary>The configuration of a host as it was read: the options, and everything that is wrong with them. Immutable.</summary>
/// <param name="Options">The options; to be used only where there are no errors.</param>
/// <param name="Errors">What is wrong; a host does not start with any.</param>
public sealed record SubmissionConfiguration(SubmissionOptions Options, ImmutableArray<ConfigurationError> Errors)
{
    /// <summary>Reads the section <c>Submission</c>. Every other section is left alone.</summary>
    /// <param name="configuration">The configuration: files, environment, command line.</param>
    /// <param name="host">The host: a key that it does not serve is an error.</param>
    /// <param name="provided">What the host brings along itself and need not be configured.</param>
    /// <returns>The options with their defaults filled in, and all errors at once.</returns>
    public static SubmissionConfiguration Read(IConfiguration configuration, SubmissionHosts host, ProvidedParts provided = ProvidedParts.None)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var errors = new List<ConfigurationError>();
        var options = new SubmissionOptions { Hostname = DomainName.TryParse(Dns.GetHostName(), out DomainName? name) ? name.Value : "localhost" };
        new OptionsReader(errors, host).Read(configuration.GetSection(SubmissionOptions.Section), options);
        new SubmissionOptionsValidator(errors, host, provided).Validate(options);
        FillDefaults(options);
        return new SubmissionConfiguration(options, [.. errors]);
    }

    private static void FillDefaults(SubmissionOptions options)
    {
        FillEndpoint(options.PostfixPolicy.Endpoints, 10040);
        if (options.PostfixPolicy.States.Count == 0)
        {
            options.PostfixPolicy.States.Add("RCPT");
            options.PostfixPolicy.States.Add("END-OF-MESSAGE");
        }

        FillEndpoint(options.Milter.Endpoints, 8890);
        FillEndpoint(options.Grpc.Endpoints, 5050);
        options.PasswordChecks.Parallelism ??= Environment.ProcessorCount;
        if (options.Listeners.Count > 0) return;
        options.Listeners.Add(new ListenerOptions { Endpoint = new IPEndPoint(IPAddress.Loopback, 2525) });
        options.Listeners.Add(new ListenerOptions { Endpoint = new IPEndPoint(IPAddress.Loopback, 2587) });
        options.Listeners.Add(new ListenerOptions { Endpoint = new IPEndPoint(IPAddress.Loopback, 2465), Tls = ListenerTls.Implicit });
    }

    private static void FillEndpoint(IList<ListenEndpoint> endpoints, int port)
    {
        if (endpoints.Count == 0) endpoints.Add(ListenEndpoint.Of(new IPEndPoint(IPAddress.Loopback, port)));
    }
}
