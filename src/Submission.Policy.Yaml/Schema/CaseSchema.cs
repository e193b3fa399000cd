using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Submission.Policy.Yaml.Schema;

/// <summary>The schema of a golden case. What stands in it is checked word by word only where the case is run.</summary>
internal static class CaseSchema
{
    private static readonly ImmutableArray<(string Name, string About)> Actions =
    [
        ("connect", "A client connects: its address, or { ip: address, tls: false }."),
        ("helo", "The client says EHLO with this name."),
        ("starttls", "The client turns to TLS."),
        ("auth", "The client authenticates: [login, password]."),
        ("mail", "The client names the sender."),
        ("rcpt", "The client names a recipient."),
        ("message", "The client sends a message: the name of a file, or { size, attachments, received, from, virus, spam and the like }."),
        ("reset", "The client gives the transaction up."),
        ("quit", "The client leaves."),
        ("after", "Time passes."),
        ("repeat", "The steps below 'do' happen so many times."),
        ("queued", "The latest messages wait in the queue: how many, all, or { last: 51, recipient: address }."),
        ("delivered", "The latest messages have left the queue: how many, all, or { last: 51, recipient: address }."),
        ("bounced", "The latest messages were refused for good: how many, all, or { last: 51, recipient: address }."),
        ("lift_blocks", "An operator lifts the blocks of an address, a login or a client."),
    ];

    public static JsonObject CreateCase() => SchemaNode.Mapping(
        "A golden case: what is given, what is done, and what must come of it.",
        new JsonObject
        {
            ["about"] = SchemaNode.Text("One sentence on what the case shows."),
            ["given"] = SchemaNode.MapOf("The world in which the case plays: now, accounts, dns, scanners and the like.", new JsonObject()),
            ["steps"] = NonEmpty(SchemaNode.ListOf(SchemaNode.Reference("step"), "What happens, in order.")),
        },
        "about",
        "steps");

    /// <summary>A step: a single word, or a mapping with exactly one action.</summary>
    public static JsonObject CreateStep()
    {
        var words = new JsonObject();
        var alternatives = new JsonArray();
        foreach ((string name, string about) in Actions)
        {
            words[name] = new JsonObject { ["description"] = about };
            alternatives.Add((JsonNode)new JsonObject { ["required"] = new JsonArray(name) });
        }

        words["after"] = SchemaNode.Reference("duration", "Time passes.");
        words["repeat"] = new JsonObject { ["description"] = "The steps below 'do' happen so many times.", ["type"] = "integer", ["minimum"] = 1 };
        words["do"] = NonEmpty(SchemaNode.ListOf(SchemaNode.Reference("step"), "The steps that are repeated."));
        words["expect"] = SchemaNode.Pattern("What must come of it: accept (the default), any, or a whole reply line with {id} in place of the id.", "^(accept|any|[245][0-9]{2}([ -].*)?)$");
        words["by"] = SchemaNode.Reference("id", "The rule that must have decided.");
        words["close"] = new JsonObject { ["description"] = "Whether the connection must be closed.", ["type"] = "boolean" };
        words["session"] = SchemaNode.Reference("value", "The session in which it happens, where there are several.");
        JsonObject mapping = SchemaNode.Mapping("A step.", words);
        mapping["oneOf"] = alternatives;
        JsonObject word = SchemaNode.Choice("A step that needs nothing more.", "starttls", "reset", "quit");
        return new JsonObject { ["anyOf"] = new JsonArray(word, mapping) };
    }

    private static JsonObject NonEmpty(JsonObject list)
    {
        list["minItems"] = 1;
        return list;
    }
}
