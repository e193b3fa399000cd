using System.Text.Json;
using System.Text.Json.Nodes;
using Submission.Policy.Specification;
using Submission.Policy.Yaml.Schema;

namespace Submission.Policy.Yaml;

/// <summary>
/// Makes the JSON Schema (draft 2020-12) of the policy language, so that editors complete, explain and check policy files as they are
/// typed. One schema fits <c>policy.yaml</c>, the files of rules and the golden cases: it tells them apart by their first words. It knows
/// the form of each value; what an expression or a field means only loading the policy tells. Thread-safe.
/// </summary>
public static class PolicySchema
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", IndentSize = 2 };

    /// <summary>Makes the schema.</summary>
    /// <param name="kinds">The rule kinds that policies may use: the built-in ones and those registered in C#. A word that is no kind here is refused.</param>
    /// <returns>The schema as indented JSON that ends with a line feed; the same for the same kinds.</returns>
    public static string Generate(IEnumerable<RuleKindDescription> kinds)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        RuleKindDescription[] described = [.. kinds.OrderBy(static kind => kind.Name, StringComparer.Ordinal)];
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Submission.Policy",
            ["description"] = "A policy, a rule, or a golden case of the policy language.",
            ["type"] = "object",
            ["if"] = Having("policy"),
            ["then"] = SchemaNode.Reference("policy"),
            ["else"] = new JsonObject
            {
                ["if"] = Having("steps"),
                ["then"] = SchemaNode.Reference("case"),
                ["else"] = SchemaNode.Reference("rule"),
            },
            ["$defs"] = new JsonObject
            {
                ["policy"] = HeaderSchema.Create(),
                ["rule"] = RuleSchema.Create(described),
                ["case"] = CaseSchema.CreateCase(),
                ["step"] = CaseSchema.CreateStep(),
                ["id"] = SchemaNode.Pattern("Lower-case letters, digits and single hyphens.", "^[a-z][a-z0-9]*(-[a-z0-9]+)*$", maximumLength: RuleId.MaximumLength),
                ["expression"] = SchemaNode.OfTypes("An expression.", "string", "boolean", "number"),
                ["value"] = SchemaNode.OfTypes("A single value.", "string", "boolean", "number"),
                ["duration"] = SchemaNode.Pattern("A span of time, for example 30s, 5m, 1h30m or 1d.", $"^{SchemaPatterns.Duration}$"),
                ["reply"] = SchemaNode.Pattern("A reply: code, enhanced status and text with {fields}, for example 550 5.1.0 {id} policy violation.", $"^{SchemaPatterns.Reply}$"),
            },
        };
        return schema.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Having(string word) => new() { ["required"] = new JsonArray(word) };
}
