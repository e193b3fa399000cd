using System.Net;
using Submission.Hosting.Configuration;
using Submission.Hosting.Demo;

namespace Submission.GatewayServer.Demo;

/// <summary>Says what the demo is and what to try.</summary>
internal static class DemoBanner
{
    private const string UnixUrl = "http://unix:";

    public static void Write(TextWriter output, SubmissionOptions options, IEnumerable<string> urls)
    {
        IPEndPoint? startTls = options.Listeners.LastOrDefault(static listener => listener.Tls == ListenerTls.StartTls)?.Endpoint;
        IPEndPoint? implicitTls = options.Listeners.FirstOrDefault(static listener => listener.Tls == ListenerTls.Implicit)?.Endpoint;
        string server = startTls is not null ? $"--server {startTls} --tls" : $"--server {implicitTls} --tls-on-connect";
        string swaks = $"swaks {server} --auth PLAIN --auth-user {DemoAccounts.FirstLogin} --auth-password {DemoAccounts.FirstPassword} --from {DemoAccounts.FirstLogin}";
        output.WriteLine(
            $"""

             Submission.GatewayServer, demo. Nothing leaves this machine: what is delivered is shown here and forgotten.

               {Listeners(options)}
               account      {DemoAccounts.FirstLogin,-22} password {DemoAccounts.FirstPassword}
               account      {DemoAccounts.SecondLogin,-22} password {DemoAccounts.SecondPassword}
               domains      domena.cz domena.eu example.com example.net example.org seznam.cz take mail
                            {DemoDns.Refusing} refuses every recipient, {DemoDns.Deferring} defers every recipient

             Delivered at once:
               {swaks} --to friend@example.net
             Refused where it goes, so that a notice comes back to the sender, and is shown here too:
               {swaks} --to friend@{DemoDns.Refusing}
             Deferred where it goes, so that it waits in the queue:
               {swaks} --to friend@{DemoDns.Deferring}
             All three in one message:
               {swaks} --to friend@example.net,friend@{DemoDns.Refusing},friend@{DemoDns.Deferring}
             Refused by the policy, so that it never comes to the queue:
               {swaks} --to friend@{DemoDns.Missing}

             {Queue(urls)}
             {Health(options)}
             Ctrl+C ends it.

             """);
        output.Flush();
    }

    private static string Queue(IEnumerable<string> urls)
    {
        string? socket = urls.FirstOrDefault(static url => url.StartsWith(UnixUrl, StringComparison.Ordinal))?[UnixUrl.Length..];
        return socket is null
            ? "Another host has the admin socket, so that the queue of this one cannot be asked for."
            : $"The queue, and what can be done with it:\n  submission-policy queue list --socket {socket}\n"
                + $"  submission-policy queue retry --domain {DemoDns.Deferring} --socket {socket}\n"
                + $"  submission-policy queue bounce --domain {DemoDns.Deferring} --reason \"no more tries\" --socket {socket}";
    }

    private static string Health(SubmissionOptions options) => options.Console.Endpoint is { } console
        ? $"How it is:\n  curl http://{console}/health\n  curl http://{console}/metrics"
        : "There is no console.";

    private static string Listeners(SubmissionOptions options) => string.Join(
        "\n  ",
        options.Listeners.Select(static listener => $"{(listener.Tls == ListenerTls.Implicit ? "implicit TLS" : "STARTTLS"),-12} {listener.Endpoint}"));
}
