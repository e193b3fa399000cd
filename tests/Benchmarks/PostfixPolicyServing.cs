using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Submission.Hosting.Running;
using Submission.Policy;
using Submission.Policy.Lookups;
using Submission.PostfixPolicy;
using Submission.PostfixPolicy.Hosting;

namespace Benchmarks;

/// <summary>
/// Runs the Postfix policy service with look-ups that know everything, as if their caches were warm, for a load from outside:
/// <c>dotnet run -c Release --project tests/Benchmarks -- serve-postfix-policy --Logging:LogLevel:Default=Warning</c>.
/// </summary>
internal static class PostfixPolicyServing
{
    public const string Command = "serve-postfix-policy";

    public static Task<int> RunAsync(string[] arguments) => HostProgram.RunAsync(
        PostfixPolicyHost.Description with
        {
            AddServices = static (services, options) =>
            {
                AddKnownDns(services);
                services.AddPostfixPolicy(options);
            },
        },
        arguments);

    public static void AddKnownDns(IServiceCollection services)
    {
        var dns = new KnownDns();
        services.AddSingleton<IMailDomainResolver>(dns);
        services.AddSingleton<IDnsBlocklistResolver>(dns);
    }

    private sealed class KnownDns : IMailDomainResolver, IDnsBlocklistResolver
    {
        private static readonly LookupResult<MailDomain> Known =
            LookupResult<MailDomain>.Found(new MailDomain([new MailExchanger(10, "mx.example", [IPAddress.Parse("192.0.2.25")])], IsImplicit: false));

        private static readonly LookupResult<ImmutableArray<IPAddress>> NotListed = LookupResult<ImmutableArray<IPAddress>>.Absent("NXDOMAIN");

        public ValueTask<LookupResult<MailDomain>> ResolveAsync(DomainName domain, MailRecordTypes types, CancellationToken cancellationToken) => new(Known);

        public ValueTask<LookupResult<ImmutableArray<IPAddress>>> QueryAsync(DomainName zone, IPAddress client, CancellationToken cancellationToken) => new(NotListed);
    }
}
