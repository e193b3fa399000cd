using System.Text.Json.Serialization;

namespace Submission.Admin;

/// <summary>The documents of the admin socket in JSON, as the host writes and the CLI reads them: camel case, without members that are null.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AdminLimits))]
[JsonSerializable(typeof(AdminBlocks))]
[JsonSerializable(typeof(AdminChange))]
[JsonSerializable(typeof(AdminDecision))]
[JsonSerializable(typeof(AdminHealth))]
[JsonSerializable(typeof(AdminProblem))]
[JsonSerializable(typeof(AdminQueue))]
[JsonSerializable(typeof(AdminQueuedMessage))]
[JsonSerializable(typeof(AdminQueueChange))]
[JsonSerializable(typeof(AdminQueueStatistics))]
[JsonSerializable(typeof(AdminDomains))]
[JsonSerializable(typeof(AdminDomainChange))]
[JsonSerializable(typeof(AdminDkimDomains))]
[JsonSerializable(typeof(AdminDkimDomain))]
[JsonSerializable(typeof(AdminAdvice))]
[JsonSerializable(typeof(AdminTls))]
internal sealed partial class AdminJson : JsonSerializerContext;
