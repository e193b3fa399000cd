using System.Text.Json.Nodes;

namespace Submission.Policy.Yaml.Schema;

/// <summary>The schema of <c>policy.yaml</c>.</summary>
internal static class HeaderSchema
{
    public static JsonObject Create()
    {
        JsonObject file = SchemaNode.Mapping(
            "A list that stands in a file, one entry a line.",
            new JsonObject { ["file"] = SchemaNode.Text("The path below the folder of the policy.") },
            "file");
        JsonObject lists = SchemaNode.MapOf(
            "Named lists, usable in every expression as lists.name.",
            new JsonObject { ["anyOf"] = new JsonArray(SchemaNode.ListOf(SchemaNode.Reference("value")), file) });
        lists["propertyNames"] = new JsonObject { ["pattern"] = "^[A-Za-z_][A-Za-z0-9_]{0,63}$" };
        JsonObject rules = SchemaNode.ListOf(SchemaNode.Reference("id"), "The ids of the rules in the order in which they are asked within a stage.");
        rules["uniqueItems"] = true;
        var words = new JsonObject
        {
            ["policy"] = SchemaNode.Reference("id", "The name of the policy."),
            ["language"] = new JsonObject { ["description"] = "The version of the policy language.", ["const"] = 1 },
            ["about"] = SchemaNode.Text("One sentence on what the policy is for."),
            ["lists"] = lists,
            ["rules"] = rules,
        };
        return SchemaNode.Mapping("A policy: its name, its lists and the order of its rules.", words, "policy", "language", "rules");
    }
}
