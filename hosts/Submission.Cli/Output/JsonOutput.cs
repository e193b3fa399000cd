using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Submission.Cli.Output;

/// <summary>Writes documents as JSON.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Indented = Create(writeIndented: true);
    private static readonly JsonSerializerOptions Compact = Create(writeIndented: false);

    /// <summary>Writes a document, indented and with a line feed at its end.</summary>
    public static void Write<T>(Terminal terminal, T document) => Write(terminal, document, Indented);

    /// <summary>Writes a document in one line, so that a reader of lines can follow along.</summary>
    public static void WriteLine<T>(Terminal terminal, T document) => Write(terminal, document, Compact);

    private static void Write<T>(Terminal terminal, T document, JsonSerializerOptions options)
    {
        terminal.OutWriter.Write(JsonSerializer.Serialize(document, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T))));
        terminal.OutWriter.Write('\n');
    }

    private static JsonSerializerOptions Create(bool writeIndented) => new()
    {
        TypeInfoResolver = CliJson.Default,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // The output is a document of its own, not part of a web page: letters stay letters.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = writeIndented,
        NewLine = "\n",
    };
}
