using System.Net;
using Submission.Hosting.Configuration;
using Submission.Hosting.Demo;

namespace Submission.SmtpServer.Demo;

/// <summary>Says what the demo is and what to try.</summary>
internal static class DemoBanner
{
    private const string UnixUrl = "http://unix:";

    public static void Write(TextWriter output, SubmissionOptions options, IEnumerable<string> urls)
    {
        IPEndPoint? startTls = options.Listeners.LastOrDefault(static listener => listener.Tls == ListenerTls.StartTls)?.Endpoint;
        IPEndPoint? implicitTls = options.Listeners.FirstOrDefault(static listener => listener.Tls == ListenerTls.Implicit)?.Endpoint;
        string server = startTls is not null ? $"--server {startTls} --tls" : $"--server {implicitTls} --tls-on-connect";
        string swaks = $"swaks {server} --auth PLAIN --auth-user {DemoAccounts.FirstLogin} --auth-password {DemoAccounts.FirstPassword}";
        output.WriteLine(
            $"""

             Submission.SmtpServer, demo. Nothing leaves this machine: what is accepted is shown here and forgotten.

               {Listeners(options)}
               account      {DemoAccounts.FirstLogin,-22} password {DemoAccounts.FirstPassword}
               account      {DemoAccounts.SecondLogin,-22} password {DemoAccounts.SecondPassword}
               domains      domena.cz domena.eu example.com example.net example.org seznam.cz exist; {DemoDns.Broken} does not answer

             Accepted:
               {swaks} --from {DemoAccounts.FirstLogin} --to friend@example.net
             Refused, because the sender is another's:
               {swaks} --from {DemoAccounts.SecondLogin} --to friend@example.net
             Refused, because the recipient's domain does not exist:
               {swaks} --from {DemoAccounts.FirstLogin} --to friend@{DemoDns.Missing}
             Refused, because of the name of an attachment:
               {swaks} --from {DemoAccounts.FirstLogin} --to friend@example.net --attach-name invoice.pdf.exe --attach hello
             Refused, because of a virus (the EICAR test text, which is harmless):
               {swaks} --from {DemoAccounts.FirstLogin} --to friend@example.net --body '{DemoScanners.Eicar}'
             Accepted, but marked as spam, the first five times:
               {swaks} --from {DemoAccounts.FirstLogin} --to friend@example.net --body '{DemoScanners.Gtube}'

             {Explain(urls)}
             Ctrl+C ends it.

             """);
        output.Flush();
    }

    private static string Explain(IEnumerable<string> urls)
    {
        string? socket = urls.FirstOrDefault(static url => url.StartsWith(UnixUrl, StringComparison.Ordinal))?[UnixUrl.Length..];
        return socket is null
            ? "Another host has the admin socket, so that this one cannot be asked why."
            : $"Why? The id of a refusal stands in its reply:\n  submission-policy explain ID --socket {socket}\n"
                + $"Blocked after the sixth spam message? This lifts it:\n  submission-policy blocks lift jan.novak@domena.cz 127.0.0.1 --socket {socket}";
    }

    private static string Listeners(SubmissionOptions options) => string.Join(
        "\n  ",
        options.Listeners.Select(static listener => $"{(listener.Tls == ListenerTls.Implicit ? "implicit TLS" : "STARTTLS"),-12} {listener.Endpoint}"));
}
