using System.Net;
using CustomRule;
using Submission.Policy;

// One line registers a rule kind; from then on it is a word of the policy language.
SubmissionPolicyOptions options = new SubmissionPolicyOptions()
    .AddRuleKind("office-hours", OfficeHoursRule.Build)
    .UseYaml(Path.Combine(AppContext.BaseDirectory, "policy"));

// The hour comes from the command line, so that the sample shows both outcomes at any time of the day.
int hour = args.Length > 0 ? int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : 22;
options.TimeProvider = new FixedTimeProvider(new DateTimeOffset(2026, 1, 5, hour, 0, 0, TimeSpan.Zero));

var engine = new PolicyEngine(options);
await using PolicySession session = engine.OpenSession(new ClientFacts(IPAddress.Parse("198.51.100.7")));
await using PolicyTransaction transaction = session.BeginTransaction();
Verdict verdict = await transaction.MailAsync(EmailAddress.Parse("jan@domena.cz"));
Console.WriteLine(verdict.IsAccepted ? "250 2.1.0 ok" : verdict.Reply);
return 0;

namespace CustomRule
{
    internal sealed class FixedTimeProvider(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
