using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Submission.Hosting.Configuration;

namespace Submission.Hosting.Running;

/// <summary>What makes one host differ from another.</summary>
internal sealed record HostDescription
{
    /// <summary>Which host it is.</summary>
    public required SubmissionHosts Host { get; init; }

    /// <summary>The name of the program.</summary>
    public required string Program { get; init; }

    /// <summary>What it does, in one sentence.</summary>
    public required string About { get; init; }

    /// <summary>What <c>--demo</c> brings along, for the help text.</summary>
    public required string AboutDemo { get; init; }

    /// <summary>What listens, for the log: <c>SMTP</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>Registers the host.</summary>
    public required Action<IServiceCollection, SubmissionOptions> AddServices { get; init; }

    /// <summary>The defaults in which it differs from the other hosts, by key; everything overrides them. None by default.</summary>
    public IReadOnlyDictionary<string, string?> Defaults { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>Where it listens, in the order in which it tells Kestrel.</summary>
    public required Func<SubmissionOptions, IEnumerable<HostListener>> Listeners { get; init; }

    /// <summary>Says what the demo is and what to try; the last parameter are the addresses that Kestrel listens on.</summary>
    public required Action<TextWriter, SubmissionOptions, IEnumerable<string>> WriteBanner { get; init; }

    /// <summary>Whether the demo brings a certificate along.</summary>
    public bool HasDemoCertificate { get; init; }

    /// <summary>Starts what the demo needs besides; nothing by default.</summary>
    public Func<TextWriter, Task<HostDemo>> StartDemoAsync { get; init; } = static _ => Task.FromResult(HostDemo.None);

    /// <summary>Sets up the requests that the host answers over HTTP; none by default.</summary>
    public Action<WebApplication, SubmissionOptions> MapRequests { get; init; } = static (_, _) => { };
}
