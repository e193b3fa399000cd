using System.Net.Security;
using Microsoft.Extensions.Time.Testing;
using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;
using Submission.Gateway.Routing;
using Submission.Gateway.Tests.Delivery;
using Submission.Gateway.Tls;
using Submission.Smtp.Tests.Support;

namespace Submission.Gateway.Tests.StartTls;

/// <summary>A domain with servers that behave as a row says, to which one message is sent.</summary>
/// <param name="domain">The domain, whose servers are <c>mx</c> and <c>mx2</c> below it.</param>
/// <param name="tls">How they are to be spoken to.</param>
/// <param name="certificate">What they show.</param>
internal sealed class Behaving(string domain, IDeliveryTlsPolicy tls, SslStreamCertificateContext certificate)
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    /// <summary>Sends the message to a server, and where it has a second one that does all right, lets that take it.</summary>
    /// <returns>Which server has taken it, how; otherwise what the queue shows of the recipient.</returns>
    public async Task<string> SendAsync(string changes, bool hasBackup = false)
    {
        ServerBehaviour first = new(changes) { Certificate = certificate };
        ServerBehaviour second = new("") { Certificate = certificate };
        await using ScriptedPeer mx = ScriptedPeer.Start(first.PlayAsync);
        await using ScriptedPeer mx2 = ScriptedPeer.Start(second.PlayAsync);
        RouteHost[] hosts = [new("mx." + domain, 10, [mx.EndPoint]), new("mx2." + domain, 20, [mx2.EndPoint])];
        RecipientOutcome? last = await DeliverAsync(hasBackup ? hosts : hosts[..1], first);
        await mx.DisposeAsync();
        await mx2.DisposeAsync();

        string taken = $"{Taken(first.Clear, "clear")}{Taken(first.Encrypted, "tls")}{Taken(second.Clear, "backup in clear")}{Taken(second.Encrypted, "backup by tls")}";
        if (last is null) return taken;
        Assert.Equal("", taken);
        return $"{last.Kind} {last.Status} {last.Text}";
    }

    private static string Taken(IEnumerable<string> lines, string name) => lines.Any(static line => line.StartsWith("MAIL", StringComparison.OrdinalIgnoreCase)) ? name : "";

    private async Task<RecipientOutcome?> DeliverAsync(RouteHost[] hosts, ServerBehaviour first)
    {
        FakeTimeProvider time = new(DateTimeOffset.UtcNow);
        await using Rig rig = new() { Tls = tls, Time = time };
        rig.Options.DelayWarning = TimeSpan.Zero;
        rig.Routes.With(domain, RouteResult.Found(new DeliveryRoute([.. hosts], new DeliveryLane(domain))));
        rig.Start();
        await rig.SendAsync("eva@" + domain);
        DeliveryResult? result = null;
        await Rig.UntilAsync(() =>
        {
            // Time passes only for who waits for a server that says nothing.
            if (first.Hanging.IsCompleted) time.Advance(Step);
            result = rig.Memory.Results.ToArray().Select(static end => end.Result).FirstOrDefault();
            return result is not null;
        });
        return result!.Recipients.IsEmpty ? null : result.Recipients[0].Last;
    }
}
