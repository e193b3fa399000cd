using Submission.Hosting.Configuration;
using Submission.Hosting.Demo;

namespace Submission.Milter.Demo;

/// <summary>Says what the demo is and what to try.</summary>
internal static class DemoBanner
{
    public static void Write(TextWriter output, SubmissionOptions options, IEnumerable<string> urls)
    {
        string endpoint = options.Milter.Endpoints[0] is { Path: { } path } ? $"unix:{path}" : $"inet:{new Uri(urls.First()).Authority}";
        output.WriteLine(
            $"""

             Submission.Milter, demo. It judges what a mail server asks about; the mail stays there.

               listens      {string.Join(", ", options.Milter.Endpoints)}
               accounts     {DemoAccounts.FirstLogin} and {DemoAccounts.SecondLogin}: the mail server checks their passwords
               domains      domena.cz domena.eu example.com example.net example.org seznam.cz exist; {DemoDns.Broken} does not answer

             Postfix, in main.cf:
               smtpd_milters = {endpoint}
               milter_default_action = tempfail

             Ctrl+C ends it.

             """);
        output.Flush();
    }
}
