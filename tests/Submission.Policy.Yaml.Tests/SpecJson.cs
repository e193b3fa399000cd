using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Submission.Policy.Specification;

namespace Submission.Policy.Yaml.Tests;

/// <summary>Makes of a tree the JSON that an editor makes of the file: plain scalars by the core schema of YAML 1.2.</summary>
internal static class SpecJson
{
    public static JsonElement Convert(SpecNode node) => JsonSerializer.SerializeToElement(ToNode(node));

    private static JsonNode? ToNode(SpecNode node) => node switch
    {
        SpecScalar { IsQuoted: true } quoted => quoted.Value,
        SpecScalar plain => Resolve(plain.Value),
        SpecSequence sequence => new JsonArray([.. sequence.Items.Select(ToNode)]),
        SpecMapping mapping => new JsonObject(mapping.Entries.Select(static entry => KeyValuePair.Create(entry.Key.Value, ToNode(entry.Value)))),
        _ => throw new InvalidOperationException($"Unknown node {node.GetType()}."),
    };

    private static JsonNode? Resolve(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) => number,
        _ when double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) => number,
        _ => text,
    };
}
