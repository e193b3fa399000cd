using Submission.Hosting.Configuration;
using Submission.Hosting.Demo;

namespace Submission.Grpc.Demo;

/// <summary>Says what the demo is and what to try.</summary>
internal static class DemoBanner
{
    public static void Write(TextWriter output, SubmissionOptions options, IEnumerable<string> urls)
    {
        string json = $"http://{options.Grpc.JsonEndpoints[0]}";
        output.WriteLine(
            $"""

             Submission.Grpc, demo. Nothing leaves this machine.

               gRPC         {string.Join(", ", options.Grpc.Endpoints)} (service submission.policy.v1.PolicyService, with health and reflection)
               JSON         {json}, described by {json}/openapi/v1.json
               accounts     {DemoAccounts.FirstLogin}, {DemoAccounts.SecondLogin}
               domains      domena.cz domena.eu example.com example.net example.org seznam.cz exist; {DemoDns.Broken} does not answer

             Accepted:
               {Check(json, DemoAccounts.FirstLogin, DemoAccounts.FirstLogin, "friend@example.net")}
             Refused, because the sender is another's:
               {Check(json, DemoAccounts.FirstLogin, DemoAccounts.SecondLogin, "friend@example.net")}
             Refused, because the recipient's domain does not exist:
               {Check(json, DemoAccounts.FirstLogin, DemoAccounts.FirstLogin, $"friend@{DemoDns.Missing}")}
             What is left of each limit:
               curl -s {json}/v1/usage/{DemoAccounts.FirstLogin}
             Why? By the transactionId of an answer:
               curl -s {json}/v1/decisions/TRANSACTIONID

             Ctrl+C ends it.

             """);
        output.Flush();
    }

    private static string Check(string json, string login, string sender, string recipient) =>
        $$$"""
        curl -s {{{json}}}/v1/check -H 'content-type: application/json' -d '{"facts": {"connect": {"clientAddress": "127.0.0.1"}, "isTls": true, "authentication": {"outcome": "AUTHENTICATION_OUTCOME_SUCCEEDED", "login": "{{{login}}}"}, "mail": {"reversePath": "{{{sender}}}"}, "recipients": [{"forwardPath": "{{{recipient}}}"}]}}'
        """;
}
