using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Submission.Gateway.Routing;
using Submission.Gateway.Tls;
using Submission.Policy.Lookups;
using Submission.Smtp.Client;

namespace Submission.Gateway.Tests.Routing;

public sealed class DeliveryRouteServicesTests : IDisposable
{
    private static readonly RouteHost Relay = new("relay.test", 0, [new IPEndPoint(IPAddress.Loopback, 25)]);
    private static readonly RouteHost Other = new("other.test", 0, [new IPEndPoint(IPAddress.Loopback, 25)]);
    private readonly string _directory = Directory.CreateTempSubdirectory("delivery-routes-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task AddDeliveryRoutes_ResolverAmongTheServices_IsUsed()
    {
        using ServiceProvider provider = Services(new RoutingOptions { Port = 2525 }, static services =>
            services.AddSingleton<IMailDomainResolver>(MailWorld.With(MailWorld.Host(10, "mx.test", "192.0.2.1"))));
        Assert.Equal("10 mx.test 192.0.2.1:2525", await provider.GetRequiredService<IRouteResolver>().AskAsync("some.test"));
        Assert.Null(provider.GetService<DeliveryPolicyFile>());
    }

    [Fact]
    public async Task AddDeliveryRoutes_ResolverInTheOptions_IsUsedInsteadOfThatAmongTheServices()
    {
        RoutingOptions options = new() { MailDomains = MailWorld.With(MailWorld.Host(10, "delivery.test", "192.0.2.1")) };
        using ServiceProvider provider = Services(options, static services =>
            services.AddSingleton<IMailDomainResolver>(MailWorld.With(MailWorld.Host(10, "policy.test", "192.0.2.2"))));
        Assert.Equal("10 delivery.test 192.0.2.1:25", await provider.GetRequiredService<IRouteResolver>().AskAsync("some.test"));
    }

    [Fact]
    public async Task AddDeliveryRoutes_PolicyFile_IsInForceAndReloaded()
    {
        string path = Path.Combine(_directory, "delivery.yaml");
        await File.WriteAllTextAsync(path, "domains: [{ domain: some.test, route: '[10.0.0.5]' }]", TestContext.Current.CancellationToken);
        using ServiceProvider provider = Services(new RoutingOptions { PolicyFile = path, MailDomains = MailWorld.With(MailWorld.Host(10, "mx.test", "192.0.2.1")) });
        IRouteResolver routes = provider.GetRequiredService<IRouteResolver>();
        Assert.Equal("0 [10.0.0.5] 10.0.0.5:25", await routes.AskAsync("some.test"));

        await File.WriteAllTextAsync(path, "providers: [{ name: group, mx: [mx.test] }]", TestContext.Current.CancellationToken);
        Assert.True(provider.GetRequiredService<DeliveryPolicyFile>().Reload());
        RouteResult result = await routes.ResolveAsync("some.test", TestContext.Current.CancellationToken);
        Assert.Equal("10 mx.test 192.0.2.1:25", result.Show());
        Assert.Equal("group", result.Route!.Lane.Name);
    }

    [Fact]
    public void AddDeliveryRoutes_OptionsThatCannotBeUsed_Throws()
    {
        Assert.StartsWith("'0' is no port", Assert.Throws<ArgumentException>(() => Services(new RoutingOptions { SmartHost = "relay.test:0" })).Message, StringComparison.Ordinal);
        Assert.StartsWith("0 is no port", Assert.Throws<ArgumentException>(() => Services(new RoutingOptions { Port = 0 })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, false, SmtpClientTls.WhenOffered)]
    [InlineData(null, true, SmtpClientTls.Required)]
    [InlineData(SmartHostTls.Required, false, SmtpClientTls.Required)]
    [InlineData(SmartHostTls.Opportunistic, true, SmtpClientTls.WhenOffered)]
    public async Task AddDeliveryRoutes_SmartHost_IsSpokenToByTlsAsTheOptionsSay(SmartHostTls? tls, bool hasCredentials, SmtpClientTls expected)
    {
        RoutingOptions options = new()
        {
            SmartHost = "Relay.test:587",
            SmartHostTls = tls,
            SmartHostCredentials = hasCredentials ? new SmartHostCredentials("login", "secret") : null,
        };
        using ServiceProvider provider = Services(options);
        IDeliveryTlsPolicy policy = provider.GetService<IDeliveryTlsPolicy>() ?? new OpportunisticTlsPolicy();
        Assert.Equal(expected, (await policy.RequireAsync(new TlsQuestion("some.test", Relay, MessageTls.Default), TestContext.Current.CancellationToken)).Mode);
        Assert.Equal(SmtpClientTls.WhenOffered, (await policy.RequireAsync(new TlsQuestion("some.test", Other, MessageTls.Default), TestContext.Current.CancellationToken)).Mode);
        // The operator has named it, so a valid certificate is all that REQUIRETLS asks for (RFC 8689, section 4.2.1).
        Assert.Equal(SmtpClientTls.Required, (await policy.RequireAsync(new TlsQuestion("some.test", Relay, MessageTls.Required), TestContext.Current.CancellationToken)).Mode);
        Assert.Equal(expected, (await policy.RequireAsync(new TlsQuestion("some.test", Relay, MessageTls.Optional), TestContext.Current.CancellationToken)).Mode);
    }

    [Theory]
    [InlineData("instance")]
    [InlineData("factory")]
    [InlineData("type")]
    public async Task AddDeliveryRoutes_TlsPolicyRegisteredBefore_DecidesForOtherServers(string kind)
    {
        using ServiceProvider provider = Services(new RoutingOptions { SmartHost = "relay.test", SmartHostTls = SmartHostTls.Required }, services => _ = kind switch
        {
            "instance" => services.AddSingleton<IDeliveryTlsPolicy>(new NeverTls()),
            "factory" => services.AddSingleton<IDeliveryTlsPolicy>(static _ => new NeverTls()),
            _ => services.AddSingleton<IDeliveryTlsPolicy, NeverTls>(),
        });
        IDeliveryTlsPolicy policy = provider.GetRequiredService<IDeliveryTlsPolicy>();
        Assert.Equal(SmtpClientTls.Required, (await policy.RequireAsync(new TlsQuestion("some.test", Relay, MessageTls.Default), TestContext.Current.CancellationToken)).Mode);
        Assert.Equal(SmtpClientTls.Never, (await policy.RequireAsync(new TlsQuestion("some.test", Other, MessageTls.Default), TestContext.Current.CancellationToken)).Mode);
    }

    private static ServiceProvider Services(RoutingOptions options, Action<IServiceCollection>? before = null)
    {
        ServiceCollection services = new();
        services.AddLogging();
        before?.Invoke(services);
        return services.AddDeliveryRoutes(options).BuildServiceProvider();
    }

    private sealed class NeverTls : IDeliveryTlsPolicy
    {
        public ValueTask<TlsRequirement> RequireAsync(TlsQuestion question, CancellationToken cancellationToken) => new(new TlsRequirement(SmtpClientTls.Never, "never"));
    }
}
