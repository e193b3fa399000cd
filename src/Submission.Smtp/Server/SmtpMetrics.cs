using System.Diagnostics.Metrics;

namespace Submission.Smtp.Server;

/// <summary>The figures of all servers in the process, by the meter <c>Submission.Smtp</c>.</summary>
internal static class SmtpMetrics
{
    private static readonly Meter Meter = new("Submission.Smtp");

    public static readonly UpDownCounter<long> Sessions = Meter.CreateUpDownCounter<long>("smtp.sessions", "{session}", "Sessions under way.");

    public static readonly Counter<long> Messages = Meter.CreateCounter<long>("smtp.messages", "{message}", "Messages that were accepted.");

    public static readonly Counter<long> Refused = Meter.CreateCounter<long>("smtp.messages.refused", "{message}", "Messages that were refused at the end of their data.");

    public static readonly Counter<long> Errors = Meter.CreateCounter<long>("smtp.errors", "{error}", "Errors of syntax and sequence, and failed AUTH.");
}
