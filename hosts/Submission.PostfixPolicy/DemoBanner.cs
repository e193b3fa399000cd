using Submission.Hosting.Configuration;
using Submission.Hosting.Demo;

namespace Submission.PostfixPolicy;

/// <summary>Says what the demo is and what to try.</summary>
internal static class DemoBanner
{
    public static void Write(TextWriter output, SubmissionOptions options, IEnumerable<string> urls)
    {
        string endpoint = urls.Zip(options.PostfixPolicy.Endpoints).Select(static pair => pair.Second.Ip is null ? pair.Second.ToString() : $"127.0.0.1 {new Uri(pair.First).Port}").First();
        output.WriteLine($"""

            A demo: accounts {DemoAccounts.FirstLogin} and {DemoAccounts.SecondLogin}; DNS, countries and accounts are made up. Ask it what Postfix would ask:

            printf '%s\n' request=smtpd_access_policy protocol_state=RCPT client_address=192.0.2.1 client_port=40000 helo_name=pc.example \
              sender={DemoAccounts.FirstLogin} recipient=friend@example.org instance=1.2.3.0 sasl_username={DemoAccounts.FirstLogin} '' | nc -N {endpoint}

            With another sender, sender=boss@example.net, the answer is a refusal.
            """);
    }
}
