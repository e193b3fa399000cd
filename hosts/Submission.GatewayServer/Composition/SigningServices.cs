using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Submission.DnsUpdate;
using Submission.Gateway.Signing;
using Submission.Gateway.Signing.Keys;
using Submission.GatewayServer.Admin;
using Submission.Hosting;
using Submission.Hosting.Accounts;
using Submission.Hosting.Admin;
using Submission.Hosting.Configuration;
using Submission.Policy.Lookups;

namespace Submission.GatewayServer.Composition;

/// <summary>Registers signatures where they are switched on.</summary>
internal static class SigningServices
{
    private const string Section = $"{SubmissionOptions.Section}:Signing";

    /// <exception cref="HostStartException">A file that the options name cannot be used.</exception>
    public static IServiceCollection AddSigning(this IServiceCollection services, SubmissionOptions options)
    {
        if (!options.Signing.Enabled) return services;
        KeySecret? secret = options.Signing.KeySecretFile is { } file ? ReadSecret(file) : null;
        TsigKey? key = options.Signing.UpdateKeyFile is { } keyFile ? ReadKey(keyFile) : null;
        services.AddSingleton<ISenderDomains>(static provider => new AccountDomains(provider.GetService<IAccountDirectory>()));
        services.AddDkimSigning(provider => From(options, secret, key, provider));
        services.AddDkimAdmin();
        TellOfKeys(services);
        return services;
    }

    // A key that cannot be used ends the start with what to do about it, as any other file does.
    private static void TellOfKeys(IServiceCollection services)
    {
        Func<IServiceProvider, object> open = services.Last(static service => service.ServiceType == typeof(DkimDomains)).ImplementationFactory!;
        services.Replace(ServiceDescriptor.Singleton(provider =>
        {
            try
            {
                return (DkimDomains)open(provider);
            }
            catch (Exception exception) when (exception is DkimKeyException or IOException or UnauthorizedAccessException)
            {
                throw new HostStartException([$"{Section}: {exception.Message}"]);
            }
        }));
    }

    private static DkimSigningOptions From(SubmissionOptions options, KeySecret? secret, TsigKey? key, IServiceProvider provider)
    {
        SigningOptions signing = options.Signing;
        return new DkimSigningOptions
        {
            KeyDirectory = signing.KeyDirectory ?? Path.Combine(options.DataDirectory!, "dkim"),
            Records = provider.GetRequiredKeyedService<IDnsRecordResolver>(DnsResolvers.Fresh),
            Secret = secret,
            Publisher = signing.UpdateServer is { } server ? new DnsUpdatePublisher(new DnsUpdateOptions { Server = server, Key = key! }, provider.GetRequiredService<TimeProvider>()) : null,
            NameServers = signing.UpdateServer is null ? [] : [.. signing.NameServers],
            SelectorPrefix = signing.SelectorPrefix,
            PollInterval = signing.PollInterval,
            CheckInterval = signing.CheckInterval,
            RotateAfter = signing.RotateAfter,
            KeepRetired = signing.KeepRetired,
            RecordTtl = signing.RecordTtl,
            SignatureLifetime = signing.SignatureLifetime > TimeSpan.Zero ? signing.SignatureLifetime : null,
            OwnDomain = OwnDomain(options),
            ReportDomain = options.Delivery.TlsReports.Contact is { } contact ? EmailAddress.Parse(contact).DomainText : null,
        };
    }

    private static string? OwnDomain(SubmissionOptions options) =>
        options.Notices.Sender is { } sender ? EmailAddress.Parse(sender).DomainText : DomainName.TryParse(options.Hostname, out DomainName? own) ? own.Value : null;

    private static KeySecret ReadSecret(string path) => KeySecret.TryParse(Read("KeySecretFile", path).Split('\n')[0], out KeySecret? secret)
        ? secret
        : throw new HostStartException([$"{Section}:KeySecretFile: The first line of '{path}' is not 32 octets in base64: `openssl rand -base64 32` makes them."]);

    private static TsigKey ReadKey(string path) => TsigKey.TryParse(Read("UpdateKeyFile", path), out TsigKey? key, out string? problem)
        ? key
        : throw new HostStartException([$"{Section}:UpdateKeyFile: '{path}' cannot be used. {problem}"]);

    private static string Read(string key, string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HostStartException([$"{Section}:{key}: {exception.Message}"]);
        }
    }

    private sealed class AccountDomains(IAccountDirectory? accounts) : ISenderDomains
    {
        public async ValueTask<LookupResult<ImmutableArray<string>>> FindAsync(string account, CancellationToken cancellationToken)
        {
            if (accounts is null || !EmailAddress.TryParse(account, out EmailAddress? login)) return LookupResult<ImmutableArray<string>>.Absent("no such account");
            LookupResult<Account> found = await accounts.FindAsync(login, cancellationToken).ConfigureAwait(false);
            return found.IsFound
                ? LookupResult<ImmutableArray<string>>.Found([found.Value.Facts.Domain, .. found.Value.Facts.Aliases])
                : LookupResult<ImmutableArray<string>>.Absent(found.Reason ?? "no such account");
        }
    }
}
