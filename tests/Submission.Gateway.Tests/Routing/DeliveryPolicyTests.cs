using System.Collections.Immutable;
using System.Net;
using System.Text;
using Submission.Gateway.Routing;
using Submission.Policy.Specification;

namespace Submission.Gateway.Tests.Routing;

/// <summary>What a delivery policy means, and every error that it can have.</summary>
public sealed class DeliveryPolicyTests
{
    private const string Example = """
        default: { connections: 8, messages_per_minute: 1000 }
        providers:
          - name: seznam
            mx: ["*.seznam.cz"]
            domains: [seznam.cz, email.cz]
            connections: 10
            begin_with: 2
            messages_per_connection: 50
            recipients_per_message: 40
            messages_per_minute: 600
          - name: special
            mx: [mx9.seznam.cz, "*.eu.Seznam.cz", příklad.cz]
        domains:
          - domain: partner.example
            route: "[10.0.0.5]:2525"
          - domain: slow.example
            connections: 1
        """;

    private static readonly DeliveryLane Seznam = new("seznam")
    {
        MaximumConnections = 10,
        InitialConnections = 2,
        MessagesPerConnection = 50,
        RecipientsPerMessage = 40,
        MessagesPerMinute = 600,
    };

    [Theory]
    [InlineData("seznam.cz", "mx.elsewhere.example 10", "seznam")]
    [InlineData("EMAIL.cz", "mx.elsewhere.example 10", "seznam")]
    [InlineData("firma.cz", "mx1.seznam.cz 10", "seznam")]
    [InlineData("firma.cz", "MX1.deep.SEZNAM.cz 10", "seznam")]
    [InlineData("firma.cz", "mx1.seznam.cz 10, mx2.seznam.cz 10, backup.example 20", "seznam")]
    [InlineData("firma.cz", "mx1.seznam.cz 10, backup.example 10", "firma.cz")]
    [InlineData("firma.cz", "mx1.seznam.cz 10, mx9.seznam.cz 10", "firma.cz")]
    [InlineData("firma.cz", "mx9.seznam.cz 10", "special")]
    [InlineData("firma.cz", "mx.eu.seznam.cz 10", "special")]
    [InlineData("firma.cz", "xn--pklad-zsa96e.cz 10", "special")]
    [InlineData("firma.cz", "seznam.cz 10", "firma.cz")]
    [InlineData("firma.cz", "mx.notseznam.cz 10", "firma.cz")]
    [InlineData("firma.cz", "mx.seznam.cz.example 10", "firma.cz")]
    [InlineData("slow.example", "mx1.seznam.cz 10", "slow.example")]
    [InlineData("[192.0.2.1]", "[192.0.2.1] 0", "[192.0.2.1]")]
    public void LaneOf_Domain_IsItsOwnOrItsProviders(string domain, string hosts, string lane)
    {
        ImmutableArray<RouteHost> route = [.. hosts.Split(", ").Select(static host => host.Split(' ')).Select(static host => new RouteHost(host[0], int.Parse(host[1], null), [new IPEndPoint(1, 25)]))];
        Assert.Equal(lane, Parse(Example).LaneOf(domain, route).Name);
    }

    [Fact]
    public void LaneOf_Limits_AreInheritedFromTheDefault()
    {
        DeliveryPolicy policy = Parse(Example);
        ImmutableArray<RouteHost> route = [new RouteHost("mx.other.example", 10, [])];
        DeliveryLane byDefault = new("other.example") { MaximumConnections = 8, MessagesPerMinute = 1000 };
        Assert.Equal(Seznam, policy.LaneOf("seznam.cz", route));
        Assert.Equal(byDefault, policy.LaneOf("other.example", route));
        Assert.Equal(byDefault with { Name = "slow.example", MaximumConnections = 1, InitialConnections = 1 }, policy.LaneOf("slow.example", route));
        Assert.Equal(new DeliveryLane("other.example"), DeliveryPolicy.None.LaneOf("other.example", route));
    }

    [Theory]
    [InlineData("", "p.yaml:1:1: A delivery policy is one document, and this has 0.")]
    [InlineData("default: {}\n---\ndefault: {}", "p.yaml:1:1: A delivery policy is one document, and this has 2.")]
    [InlineData("- 1", "p.yaml:1:1: The delivery policy has the words providers, domains, default.")]
    [InlineData("provider: []", "p.yaml:1:1: The delivery policy has no word 'provider'. Did you mean 'providers'?")]
    [InlineData("limits: {}", "p.yaml:1:1: The delivery policy has no word 'limits'. It knows providers, domains, default.")]
    [InlineData("default: 5", "p.yaml:1:10: 'default' has the words connections, begin_with, messages_per_connection, recipients_per_message, messages_per_minute, tls, tls_unmet, tls_names.")]
    [InlineData("default: { conections: 5 }", "p.yaml:1:12: 'default' has no word 'conections'. Did you mean 'connections'?")]
    [InlineData("default: { connections: 0 }", "p.yaml:1:25: 'connections' is a whole number from 1 to 1000, and not '0'.")]
    [InlineData("default: { connections: 1001 }", "p.yaml:1:25: 'connections' is a whole number from 1 to 1000, and not '1001'.")]
    [InlineData("default: { connections: -1 }", "p.yaml:1:25: 'connections' is a whole number from 1 to 1000, and not '-1'.")]
    [InlineData("default: { connections: 1.5 }", "p.yaml:1:25: 'connections' is a whole number from 1 to 1000, and not '1.5'.")]
    [InlineData("default: { connections: }", "p.yaml:1:25: 'connections' is a whole number from 1 to 1000, and not ''.")]
    [InlineData("default: { connections: [1] }", "p.yaml:1:25: 'connections' is a single value.")]
    [InlineData("default: { begin_with: 30 }", "p.yaml:1:24: 'begin_with' is 30, more than the 20 connections.")]
    [InlineData("default: { begin_with: 1001, connections: 1000 }", "p.yaml:1:24: 'begin_with' is a whole number from 1 to 1000, and not '1001'.")]
    [InlineData("default: { messages_per_connection: 100001 }", "p.yaml:1:37: 'messages_per_connection' is a whole number from 1 to 100000, and not '100001'.")]
    [InlineData("default: { recipients_per_message: 10001 }", "p.yaml:1:36: 'recipients_per_message' is a whole number from 1 to 10000, and not '10001'.")]
    [InlineData("default: { messages_per_minute: 1000001 }", "p.yaml:1:33: 'messages_per_minute' is a whole number from 1 to 1000000, and not '1000001'.")]
    [InlineData("providers: seznam", "p.yaml:1:12: 'providers' is a list.")]
    [InlineData("providers: [seznam]", "p.yaml:1:13: A provider has the words name, mx, domains, connections, begin_with, messages_per_connection, recipients_per_message, messages_per_minute, tls, tls_unmet, tls_names.")]
    [InlineData("providers: [{ mx: [a.cz] }]", "p.yaml:1:13: A provider needs the word 'name'.")]
    [InlineData("providers: [{ name: a }]", "p.yaml:1:13: A provider needs the word 'mx' or 'domains'.")]
    [InlineData("providers: [{ name: a.b, mx: [a.cz] }]", "p.yaml:1:21: 'a.b' is no name of a provider. A name has up to 64 letters, digits, hyphens and underscores.")]
    [InlineData("providers: [{ name: a, mx: [a.cz] }, { name: A, mx: [b.cz] }]", "p.yaml:1:46: The provider A occurs twice.")]
    [InlineData("providers: [{ name: a, mx: a.cz }]", "p.yaml:1:28: 'mx' is a list.")]
    [InlineData("providers: [{ name: a, mx: [[a.cz]] }]", "p.yaml:1:29: 'mx' is a list of single values.")]
    [InlineData("providers: [{ name: a, mx: ['mx*.a.cz'] }]", "p.yaml:1:29: 'mx*.a.cz' is no pattern for MX hosts. Write a name, or *. and a name for all names below it.")]
    [InlineData("providers: [{ name: a, mx: ['*'] }]", "p.yaml:1:29: '*' is no pattern for MX hosts. Write a name, or *. and a name for all names below it.")]
    [InlineData("providers: [{ name: a, mx: ['*.a.cz'] }, { name: b, mx: ['*.A.cz'] }]", "p.yaml:1:58: '*.A.cz' belongs to the provider a already.")]
    [InlineData("providers: [{ name: a, domains: [a_b.cz] }]", "p.yaml:1:34: 'a_b.cz' is no domain name.")]
    [InlineData("providers: [{ name: a, domains: [a.cz] }]\ndomains: [{ domain: A.cz }]", "p.yaml:2:21: The domain a.cz occurs twice.")]
    [InlineData("providers: [{ name: a, conections: 1, mx: [a.cz] }]", "p.yaml:1:24: A provider has no word 'conections'. Did you mean 'connections'?")]
    [InlineData("domains: {}", "p.yaml:1:10: 'domains' is a list.")]
    [InlineData("domains: [{ route: a.cz }]", "p.yaml:1:11: A domain needs the word 'domain'.")]
    [InlineData("domains: [{ domain: a.cz, rout: b.cz }]", "p.yaml:1:27: A domain has no word 'rout'. Did you mean 'route'?")]
    [InlineData("domains: [{ domain: [a.cz] }]", "p.yaml:1:21: 'domain' is a single value.")]
    [InlineData("domains: [{ domain: '*.cz' }]", "p.yaml:1:21: '*.cz' is no domain name.")]
    [InlineData("domains: [{ domain: a.cz }, { domain: a.cz }]", "p.yaml:1:39: The domain a.cz occurs twice.")]
    [InlineData("domains: [{ domain: a.cz, route: 'b.cz:0' }]", "p.yaml:1:34: '0' is no port from 1 to 65535. Write host, host:port, [address] or [address]:port.")]
    [InlineData("domains: [{ domain: a.cz, route: '' }]", "p.yaml:1:34: '' is no host. Write host, host:port, [address] or [address]:port.")]
    [InlineData("domains: [{ domain: a.cz, route: [] }]", "p.yaml:1:34: 'route' names 1 to 20 servers.")]
    [InlineData("domains: [{ domain: a.cz, route: { host: b.cz } }]", "p.yaml:1:34: 'route' is a list.")]
    [InlineData("domains: [{ domain: a.cz, route: [{}] }]", "p.yaml:1:35: 'route' is a list of single values.")]
    public void Parse_OneError_IsToldWithItsPlaceAndMend(string yaml, string expected) => Assert.Equal(expected, string.Join('\n', Errors(yaml)));

    [Fact]
    public void Parse_ManyErrors_AreToldTogetherInTheOrderOfTheFile()
    {
        string[] errors = [.. Errors("""
            providers:
              - name: one
                mx: ["*"]
                connections: 0
            domains:
              - domain: a b
                rout: x
            default:
              connections: many
            """).Select(static error => error.ToString()[..11])];
        Assert.Equal(["p.yaml:3:10", "p.yaml:4:18", "p.yaml:6:13", "p.yaml:7:5:", "p.yaml:9:16"], errors);
    }

    [Fact]
    public void Parse_TooManyServers_IsAnError()
    {
        string yaml = "domains: [{ domain: a.cz, route: [" + string.Join(", ", Enumerable.Range(0, 21).Select(static i => $"h{i}.cz")) + "] }]";
        Assert.Equal("p.yaml:1:34: 'route' names 1 to 20 servers.", Assert.Single(Errors(yaml)).ToString());
    }

    [Fact]
    public void Parse_ListsLeftEmpty_SayNothing() => Assert.Empty(Errors("providers:\ndomains:\n"));

    private static DeliveryPolicy Parse(string yaml)
    {
        DeliveryPolicy? policy = DeliveryPolicyFile.Parse("p.yaml", Encoding.UTF8.GetBytes(yaml), out ImmutableArray<SpecError> errors);
        Assert.True(policy is not null, string.Join('\n', errors));
        return policy;
    }

    private static ImmutableArray<SpecError> Errors(string yaml)
    {
        DeliveryPolicy? policy = DeliveryPolicyFile.Parse("p.yaml", Encoding.UTF8.GetBytes(yaml), out ImmutableArray<SpecError> errors);
        Assert.Equal(errors.IsEmpty, policy is not null);
        return errors;
    }
}
