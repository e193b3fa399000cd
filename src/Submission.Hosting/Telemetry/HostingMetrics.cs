using System.Diagnostics;
using System.Diagnostics.Metrics;
using Submission.Smtp.Client;

namespace Submission.Hosting.Telemetry;

/// <summary>The meter and the activity source <c>Submission.Smtp</c>, as far as the host adds to them.</summary>
internal static class HostingMetrics
{
    public static readonly ActivitySource Activities = new("Submission.Smtp");

    private static readonly Meter Meter = new("Submission.Smtp");

    private static readonly Counter<long> Authentications =
        Meter.CreateCounter<long>("smtp.authentications", "{authentication}", "Ended AUTH exchanges by outcome.");

    private static readonly Histogram<double> HandOvers = Meter.CreateHistogram(
        "smtp.handover.duration", "s", "From the end of the data to the next hop's reply, by its code.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100] });

    private static readonly Counter<long> SessionsTurnedAway =
        Meter.CreateCounter<long>("smtp.sessions.turned_away", "{session}", "Sessions answered 421 at once because accepted mail had nowhere to go.");

    private static readonly Counter<long> AttackedAccounts =
        Meter.CreateCounter<long>("smtp.accounts.attacked", "{alarm}", "Alarms of accounts with many failed logins within an hour; at most one an hour for each.");

    private static readonly UpDownCounter<long> UnusedBlocklists =
        Meter.CreateUpDownCounter<long>("smtp.blocklists.unused", "{list}", "Block lists of the policy that do not pass their test and therefore refuse nobody.");

    public static void BlocklistUsed(bool isUsed) => UnusedBlocklists.Add(isUsed ? -1 : 1);

    public static void AccountAttacked() => AttackedAccounts.Add(1);

    public static void TurnedAway() => SessionsTurnedAway.Add(1);

    public static void Authenticated(AuthenticationOutcome outcome) =>
        Authentications.Add(1, new KeyValuePair<string, object?>("outcome", OutcomeNames[(int)outcome]));

    public static void HandedOver(TimeSpan elapsed, SmtpPeerReply reply) =>
        HandOvers.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("code", reply.Reply?.Code ?? 0));

    private static readonly string[] OutcomeNames = ["succeeded", "wrong-password", "unknown-user", "disabled", "unavailable", "encryption-required"];
}
