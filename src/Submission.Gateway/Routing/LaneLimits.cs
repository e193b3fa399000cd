using Submission.Gateway.Tls.Levels;
using Submission.Policy.Specification;

namespace Submission.Gateway.Routing;

/// <summary>Reads the limits of a lane, and what is demanded of TLS.</summary>
internal static class LaneLimits
{
    private const int MostConnections = 1_000;
    private const int MostMessagesPerConnection = 100_000;
    private const int MostRecipients = 10_000;
    private const int MostMessagesPerMinute = 1_000_000;

    public static ReadOnlySpan<string> Words => AllWords;

    private static readonly string[] AllWords = ["connections", "begin_with", "messages_per_connection", "recipients_per_message", "messages_per_minute", .. TlsLevelRule.Words];

    /// <summary>What a mapping says, and for the rest what it inherits.</summary>
    public static DeliveryLane Read(PolicyNode node, DeliveryLane inherited, List<SpecError> errors)
    {
        int connections = node.Number("connections", 1, MostConnections) ?? inherited.MaximumConnections;
        int? begin = node.Number("begin_with", 1, MostConnections);
        if (begin > connections) errors.Add(new SpecError(node.Find("begin_with")!.Location, $"'begin_with' is {begin}, more than the {connections} connections."));
        return inherited with
        {
            MaximumConnections = connections,
            InitialConnections = Math.Min(begin ?? inherited.InitialConnections, connections),
            MessagesPerConnection = node.Number("messages_per_connection", 1, MostMessagesPerConnection) ?? inherited.MessagesPerConnection,
            RecipientsPerMessage = node.Number("recipients_per_message", 1, MostRecipients) ?? inherited.RecipientsPerMessage,
            Tls = TlsLevelRule.Read(node, inherited.Tls, errors),
            MessagesPerMinute = node.Number("messages_per_minute", 1, MostMessagesPerMinute) ?? inherited.MessagesPerMinute,
        };
    }
}
