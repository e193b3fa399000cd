using System.Net;
using Submission.Gateway.Routing;
using Submission.Hosting;
using Submission.Hosting.Configuration;
using Submission.Policy.Lookups;

namespace Submission.GatewayServer.Composition;

/// <summary>Makes the options of routes of the host's.</summary>
internal static class RoutingSettings
{
    /// <exception cref="HostStartException">The delivery policy has errors, or the password of the smart host cannot be read.</exception>
    public static RoutingOptions From(SubmissionOptions options)
    {
        DeliveryOptions delivery = options.Delivery;
        if (delivery.Policy is { } policy && DeliveryPolicyFile.Check(policy) is { IsEmpty: false } errors)
            throw new HostStartException([.. errors.Select(static error => error.ToString())]);
        return new RoutingOptions
        {
            // The policy's own look-ups never take a loopback address for one that mail can go to.
            MailDomains = delivery.AllowLoopback ? new DnsMailDomainResolver(new DnsLookupOptions { Servers = [.. options.Dns.Servers], AllowLoopback = true }, TimeProvider.System) : null,
            Port = delivery.Port,
            SmartHost = delivery.SmartHost is DnsEndPoint name ? $"{name.Host}:{name.Port}" : delivery.SmartHost?.ToString(),
            SmartHostCredentials = delivery.SmartHostLogin is { } login ? new SmartHostCredentials(login, Password(delivery.SmartHostPasswordFile!)) : null,
            SmartHostTls = delivery.SmartHostTls switch
            {
                DeliveryTls.Required => SmartHostTls.Required,
                DeliveryTls.Opportunistic => SmartHostTls.Opportunistic,
                _ => null,
            },
            IPv6First = delivery.IPv6First,
            AllowLoopback = delivery.AllowLoopback,
            AllowPrivate = delivery.AllowPrivate,
            PolicyFile = delivery.Policy,
            OwnNames = [options.Hostname!],
            OwnEndPoints = [.. options.Listeners.Select(static listener => listener.Endpoint!)],
        };
    }

    private static string Password(string path)
    {
        const string Key = $"{SubmissionOptions.Section}:Delivery:SmartHostPasswordFile";
        try
        {
            string? password = File.ReadLines(path).FirstOrDefault();
            return string.IsNullOrEmpty(password) ? throw new HostStartException([$"{Key}: The first line of '{path}' is empty."]) : password;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HostStartException([$"{Key}: {exception.Message}"]);
        }
    }
}
