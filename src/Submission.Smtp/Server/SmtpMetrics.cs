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

    private static readonly Counter<long> Bounds = Meter.CreateCounter<long>("smtp.bounds", "{refusal}", "Bounds that were reached, by name (bound).");

    private static readonly UpDownCounter<long> Loads = Meter.CreateUpDownCounter<long>("smtp.load", "{server}", "Servers that are busy or overloaded (level).");

    /// <summary>Counts that a bound was reached.</summary>
    public static void Reached(string bound) => Bounds.Add(1, new KeyValuePair<string, object?>("bound", bound));

    /// <summary>Notes that a server has come to a level, or has left it.</summary>
    public static void Loaded(SmtpLoadLevel level, int change)
    {
        if (level != SmtpLoadLevel.Normal) Loads.Add(change, new KeyValuePair<string, object?>("level", level == SmtpLoadLevel.Busy ? "busy" : "overloaded"));
    }
}
