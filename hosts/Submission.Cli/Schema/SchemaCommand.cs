using System.CommandLine;
using Submission.Cli.CommandLine;
using Submission.Cli.Output;
using Submission.Policy.Kinds;
using Submission.Policy.Yaml;

namespace Submission.Cli.Schema;

/// <summary><c>schema</c>: the JSON Schema of the policy language.</summary>
internal static class SchemaCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new DocumentedCommand("schema", "Writes the JSON Schema of policies, rules and golden cases, for editors.")
        {
            Examples =
            [
                "submission-policy schema > policy.schema.json",
                "# yaml-language-server: $schema=../policy.schema.json      (as the first line of a YAML file)",
            ],
            ExitCodes = "0 written, 2 wrong usage",
        };
        Option<bool> json = new("--json") { Description = "Changes nothing: the schema is JSON." };
        command.Options.Add(json);
        command.SetAction(_ =>
        {
            terminal.OutWriter.Write(PolicySchema.Generate(new RuleKindCatalog([]).Descriptions));
            return ExitCode.Ok;
        });
        return command;
    }
}
