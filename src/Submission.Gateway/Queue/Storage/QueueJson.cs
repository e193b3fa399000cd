using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Submission.Gateway.Queue.Storage;

/// <summary>The JSON in which the queue stores what nothing is looked up by.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(FactsDocument))]
[JsonSerializable(typeof(RecipientsDocument))]
internal sealed partial class QueueJson : JsonSerializerContext
{
    // Nothing of it is ever shown in a page, so that only what JSON itself needs is escaped.
    public static QueueJson Plain { get; } = new(new JsonSerializerOptions { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
