using System.Globalization;
using System.Net;
using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Submission.Hosting.Composition;
using Submission.Hosting.Configuration;
using Submission.Smtp.Server;

namespace Submission.Hosting.Tests.Configuration;

/// <summary>The keys of the bounds, which must each have its effect, and the ranges, which must be the server's.</summary>
public sealed class SmtpLimitTests
{
    public static TheoryData<string> Keys => [.. Properties().Select(static property => Path(property))];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Key_OfABound_ReachesTheServerWithinItsWholeRange(string key)
    {
        PropertyInfo property = Properties().Single(property => Path(property) == key);
        OptionRange range = OptionRange.Of(property) ?? throw new InvalidOperationException($"{key} has no range.");
        string before = Snapshot(Settings(property, null));
        SmtpServerOptions[] servers = [Settings(property, range.Minimum), Settings(property, range.Maximum)];
        Assert.Contains(servers, server => Snapshot(server) != before); // the default may be one end of the range
        foreach (SmtpServerOptions server in servers)
        {
            // It checks the ranges of its own.
            Assert.NotNull(new SmtpConnectionHandler(server, new NoSessions(), null, TimeProvider.System, NullLogger<SmtpConnectionHandler>.Instance));
        }
    }

    [Fact]
    public void Uncounted_Networks_AreAddedToLoopback()
    {
        SubmissionOptions options = new() { Hostname = "smtp.example" };
        options.Limits.Uncounted.Add(IPNetwork.Parse("192.0.2.0/24"));
        Assert.Equal(["127.0.0.0/8", "::1/128", "192.0.2.0/24"], SmtpServerSettings.From(options, keepsRequireTls: false).UncountedClients.Select(static network => network.ToString()));
    }

    // How often a message may have been passed on is asked by the session.
    private static IEnumerable<PropertyInfo> Properties() => typeof(SmtpLimitOptions).GetProperties().Concat(typeof(SmtpOverloadOptions).GetProperties())
        .Where(static property => property.CanWrite && property.Name != nameof(SmtpLimitOptions.Hops));

    private static string Path(PropertyInfo property) => property.DeclaringType == typeof(SmtpLimitOptions) ? property.Name : "Overload:" + property.Name;

    private static SmtpServerOptions Settings(PropertyInfo property, object? value)
    {
        SubmissionOptions options = new() { Hostname = "smtp.example" };
        if (value is not null) property.SetValue(property.DeclaringType == typeof(SmtpLimitOptions) ? options.Limits : options.Limits.Overload, value);
        return SmtpServerSettings.From(options, keepsRequireTls: false);
    }

    private static string Snapshot(SmtpServerOptions options) => string.Join('\n', Values(options).Concat(Values(options.Load)));

    private static IEnumerable<string> Values(object options) => options.GetType().GetProperties()
        .Select(property => string.Create(CultureInfo.InvariantCulture, $"{property.Name}={property.GetValue(options)}"));

    private sealed class NoSessions : ISmtpSessionFactory
    {
        public ISmtpSession Open(SmtpClientInfo client) => throw new NotSupportedException();
    }
}
