using System.Text.Json.Serialization;

namespace Submission.Gateway.Signing.Activation;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DkimDomainState))]
internal sealed partial class DkimStateJson : JsonSerializerContext;
