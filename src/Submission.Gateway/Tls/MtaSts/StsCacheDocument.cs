using System.Text.Json.Serialization;

namespace Submission.Gateway.Tls.MtaSts;

/// <summary>A policy as its file holds it.</summary>
internal sealed record StsCacheDocument(
    [property: JsonPropertyName("v")] int Version,
    [property: JsonPropertyName("domain")] string? Domain,
    [property: JsonPropertyName("id")] string? Id,
    [property: JsonPropertyName("fetched")] DateTimeOffset FetchedAt,
    [property: JsonPropertyName("policy")] string? Policy,
    [property: JsonPropertyName("sum")] uint Checksum);

/// <summary>The JSON of the files.</summary>
[JsonSerializable(typeof(StsCacheDocument))]
internal sealed partial class StsCacheJson : JsonSerializerContext;
