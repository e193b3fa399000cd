using System.Diagnostics.Metrics;
using Submission.Gateway.Telemetry;

namespace Submission.Gateway.Signing;

internal static class SigningMetrics
{
    private static readonly Counter<long> Messages =
        GatewayMetrics.Meter.CreateCounter<long>("gateway.messages.signed", "{message}", "Messages by whether they were signed with DKIM, and why not.");

    /// <param name="reason"><c>signed</c>, or why not.</param>
    public static void Count(string reason) => Messages.Add(1, new KeyValuePair<string, object?>("signed", reason == "signed"), new KeyValuePair<string, object?>("reason", reason));
}
