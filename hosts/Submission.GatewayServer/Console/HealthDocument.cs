using System.Text.Json.Serialization;

namespace Submission.GatewayServer.Console;

/// <summary>What <c>/health</c> says.</summary>
/// <param name="Status"><c>ok</c>, <c>unhealthy</c> or <c>stopping</c>.</param>
/// <param name="Reason">Why it is not ok; left out where it is.</param>
/// <param name="Version">The version of the program.</param>
/// <param name="Queue">What is in the queue; left out where that cannot be told.</param>
internal sealed record HealthDocument(string Status, string? Reason, string Version, HealthQueue? Queue)
{
    /// <summary><c>on</c>, or why DANE is off; left out where it is not told.</summary>
    public string? Dane { get; init; }
}

/// <summary>What is in the queue.</summary>
/// <param name="Messages">How many messages.</param>
/// <param name="Waiting">How many deliveries wait.</param>
/// <param name="UnderWay">How many are under way.</param>
/// <param name="Held">How many are held.</param>
/// <param name="OldestAgeSeconds">The age of the oldest message; left out where there is none.</param>
/// <param name="FreeBytes">How much room the queue's disk has; left out where the queue is a database.</param>
internal sealed record HealthQueue(long Messages, long Waiting, long UnderWay, long Held, long? OldestAgeSeconds, long? FreeBytes);

/// <summary>The documents of the console in JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HealthDocument))]
internal sealed partial class ConsoleJson : JsonSerializerContext;
