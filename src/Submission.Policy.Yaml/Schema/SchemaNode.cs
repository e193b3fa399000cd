using System.Text.Json.Nodes;

namespace Submission.Policy.Yaml.Schema;

/// <summary>The pieces that the schema is made of.</summary>
internal static class SchemaNode
{
    public static JsonObject Reference(string definition, string? description = null) =>
        Describe(new JsonObject { ["$ref"] = $"#/$defs/{definition}" }, description);

    public static JsonObject OfTypes(string description, params ReadOnlySpan<string> types)
    {
        var names = new JsonArray();
        foreach (string type in types) names.Add((JsonNode)type);
        return new JsonObject { ["description"] = description, ["type"] = names };
    }

    public static JsonObject Text(string description) => new() { ["description"] = description, ["type"] = "string", ["minLength"] = 1 };

    public static JsonObject Pattern(string description, string pattern, int? maximumLength = null)
    {
        var schema = new JsonObject { ["description"] = description, ["type"] = "string", ["pattern"] = pattern };
        if (maximumLength is { } length) schema["maxLength"] = length;
        return schema;
    }

    public static JsonObject Choice(string description, params IEnumerable<string> choices) =>
        new() { ["description"] = description, ["enum"] = Names(choices) };

    public static JsonObject ListOf(JsonNode items, string? description = null) =>
        Describe(new JsonObject { ["type"] = "array", ["items"] = items }, description);

    /// <summary>One, or a list of several.</summary>
    public static JsonObject OneOrMore(string description, Func<JsonNode> item)
    {
        JsonObject list = ListOf(item());
        list["minItems"] = 1;
        return new JsonObject { ["description"] = description, ["anyOf"] = new JsonArray(item(), list) };
    }

    /// <summary>A mapping that knows these words and no other.</summary>
    public static JsonObject Mapping(string description, JsonObject words, params IEnumerable<string> required)
    {
        var schema = new JsonObject { ["description"] = description, ["type"] = "object", ["properties"] = words, ["additionalProperties"] = false };
        JsonArray names = Names(required);
        if (names.Count > 0) schema["required"] = names;
        return schema;
    }

    /// <summary>A mapping of any names.</summary>
    public static JsonObject MapOf(string description, JsonNode value) =>
        new() { ["description"] = description, ["type"] = "object", ["additionalProperties"] = value };

    public static JsonArray Names(IEnumerable<string> names) => [.. names.Select(static name => (JsonNode)name)];

    private static JsonObject Describe(JsonObject schema, string? description)
    {
        if (description is not null) schema["description"] = description;
        return schema;
    }
}
