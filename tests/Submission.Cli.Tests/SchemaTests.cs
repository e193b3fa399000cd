using System.Text.Json;

namespace Submission.Cli.Tests;

public sealed class SchemaTests
{
    [Fact]
    public async Task Schema_IsJson_AndKnowsTheKinds()
    {
        ToolRun run = await ToolRun.RunAsync("schema");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        JsonElement schema = run.Json();
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", schema.GetProperty("$schema").GetString());
        Assert.True(schema.GetProperty("$defs").GetProperty("rule").GetProperty("properties").TryGetProperty("limit", out _));
    }
}
