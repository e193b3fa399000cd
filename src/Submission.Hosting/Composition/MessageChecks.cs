using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Submission.Hosting.Configuration;
using Submission.Policy.Content;
using Submission.Policy.Lookups;

namespace Submission.Hosting.Composition;

/// <summary>Registers what the rules need that look into messages: the reader, and the scanners that are configured. The container disposes of them.</summary>
internal static class MessageChecks
{
    public static void Add(IServiceCollection services, SubmissionOptions options)
    {
        ScannerOptions scanners = options.Scanners;
        services.TryAddSingleton<IMessageReader>(new MimeMessageReader(new MessageReaderOptions { MaximumDepth = options.Message.Depth, MaximumParts = options.Message.Parts }));
        if (scanners.Clamd is not null)
        {
            services.TryAddSingleton<IVirusScanner>(provider => new ClamdScanner(
                EndPoint(scanners.Clamd), new ClamdScannerOptions { ScanTimeout = scanners.Timeout, MaximumSize = scanners.ClamdMaximumSize }, Clock(provider)));
        }

        if (scanners.Rspamd is not null)
        {
            services.TryAddSingleton<ISpamScanner>(provider => new RspamdScanner(
                new Uri(scanners.Rspamd), new RspamdScannerOptions { ScanTimeout = scanners.Timeout, Password = scanners.RspamdPassword }, Clock(provider)));
        }

        if (scanners.Spamd is not null)
        {
            services.TryAddSingleton<ISpamScanner>(provider => new SpamdScanner(
                EndPoint(scanners.Spamd), new SpamdScannerOptions { ScanTimeout = scanners.Timeout, MaximumSize = scanners.SpamdMaximumSize }, Clock(provider)));
        }
    }

    /// <summary>Registers the question to the configured scanners whether they are there.</summary>
    public static void AddCheck(IServiceCollection services, ScannerOptions scanners)
    {
        bool hasViruses = scanners.Clamd is not null;
        bool hasSpam = scanners.Rspamd is not null || scanners.Spamd is not null;
        if (!hasViruses && !hasSpam) return;
        services.AddHostedService(provider => new ScannerCheck(
            hasViruses ? provider.GetService<IVirusScanner>() : null, hasSpam ? provider.GetService<ISpamScanner>() : null, Clock(provider),
            provider.GetRequiredService<ILogger<ScannerCheck>>()));
    }

    /// <summary>Tells the policy what the host knows of its surroundings.</summary>
    public static void Describe(SubmissionPolicyOptions policy, SubmissionOptions options)
    {
        policy.TrustedRelays.Add(options.Hostname!);
        foreach (string relay in options.TrustedRelays) policy.TrustedRelays.Add(relay);
        foreach (string rule in options.WithoutRules) policy.WithoutRules.Add(rule);
    }

    private static TimeProvider Clock(IServiceProvider provider) => provider.GetRequiredService<TimeProvider>();

    // The configuration has been looked at by now.
    private static EndPoint EndPoint(string text) => ScannerEndpoint.TryParse(text, out EndPoint? endPoint) ? endPoint : throw new ArgumentException($"'{text}' is no endpoint.", nameof(text));
}
