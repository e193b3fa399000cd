using System.Text.Json;
using Json.Schema;
using Submission.Policy.Kinds;
using Submission.Policy.Specification;

namespace Submission.Policy.Yaml.Tests;

public sealed class PolicySchemaTests
{
    private const string Rule = "rule: x\nstage: mail\nreply: 550 5.1.0 no\n";

    private static readonly RuleKindDescription OfficeHours = new(
        "office-hours",
        "Refuses outside of office hours.",
        [
            new("opens", RuleKindWordType.Duration, true, "When the office opens."),
            new("days", RuleKindWordType.Texts, false, "The days.", ["mon", "tue"]),
            new("note", RuleKindWordType.Text, false, "A note."),
        ]);

    private static readonly RuleKindDescription Silent = new("silent", "Tells nothing of itself.", []);

    private static readonly JsonSchema Schema = JsonSchema.FromText(PolicySchema.Generate(new RuleKindCatalog([]).Descriptions.Add(OfficeHours).Add(Silent)));

    [Fact]
    public void Generate_EveryShippedFile_FitsTheSchema() =>
        Assert.All(Repository.Specs.Where(static path => !path.EndsWith(".golden.yaml", StringComparison.Ordinal)), static path =>
        {
            foreach (SpecNode document in YamlSpecReader.ReadDocuments(path, Repository.Read(path)).Documents) Assert.Equal("", Faults(document));
        });

    [Theory]
    [InlineData("policy: p\nlanguage: 1\nrules: []\n")]
    [InlineData("policy: p\nlanguage: 1\nabout: x\nlists: { a: [1, NO, 'b'], c: { file: x/y.txt } }\nrules: [a, b-c]\n")]
    [InlineData(Rule + "refuse-if: a == b\n")]
    [InlineData(Rule + "refuse-if: true\nwhen: a\nunless: false\nthen: hold\nmode: shadow\nhelp: https://example.org\n")]
    [InlineData(Rule + "refuse-if: a\nmode: enforce 10%\non-error: accept\n")]
    [InlineData(Rule + "refuse-if: a\nmode: enforce 100%\non-error: defer\n")]
    [InlineData(Rule + "limit: { count: messages, per: [sender], at-most: { 1m: 250 } }\non-error: share\n")]
    [InlineData(Rule + "refuse-if: a\non-error: defer 451 4.4.3 {id} try again\n")]
    [InlineData("rule: x\nstage: [mail, rcpt]\nreply: 421 4.7.0 {id} slow down\nlimit: { count: messages, per: [account, client.ip], at-most: { 1m: 250, 1h30m: 0 }, only: a > 1, charge: attempted }\n")]
    [InlineData(Rule + "limit: { count: messages, per: sender, at-most: { 500ms: 1 } }\n")]
    [InlineData(Rule + "resolve: { domain: sender.domain, to: [mx, a] }\n")]
    [InlineData(Rule + "office-hours: { opens: 9h, days: mon }\n")]
    [InlineData(Rule + "virus: found\n")]
    [InlineData(Rule + "spam: found\n")]
    [InlineData(Rule + "spam: { above: 7.5 }\n")]
    [InlineData(Rule + "relayed: {}\n")]
    [InlineData(Rule + "relayed: { trusted: lists.trusted_relays }\n")]
    [InlineData(Rule + "attachments: { forbidden: lists.x, names: [type, description], partial: accept, incomplete: '550 5.6.0 {id} too much' }\n")]
    [InlineData(Rule + "silent: { what: [ever] }\n")]
    [InlineData("about: x\nsteps:\n  - connect: 192.0.2.1\n  - starttls\n  - repeat: 3\n    do: [{ mail: a@b.c, expect: '550 5.1.0 {id} no', by: x, close: false }]\n  - after: 61s\n")]
    public void Generate_RightDocument_FitsTheSchema(string text) => Assert.Equal("", Faults(Document(text)));

    [Theory]
    [InlineData("policy: p\nrules: []\n")]
    [InlineData("policy: p\nlanguage: 2\nrules: []\n")]
    [InlineData("policy: p\nlanguage: '1'\nrules: []\n")]
    [InlineData("policy: P\nlanguage: 1\nrules: []\n")]
    [InlineData("policy: p\nlanguage: 1\nrules: [a, a]\n")]
    [InlineData("policy: p\nlanguage: 1\nrules: a\n")]
    [InlineData("policy: p\nlanguage: 1\nrules: []\nruls: []\n")]
    [InlineData("policy: p\nlanguage: 1\nrules: []\nlists: { a-b: [] }\n")]
    [InlineData("policy: p\nlanguage: 1\nrules: []\nlists: { a: x }\n")]
    [InlineData("policy: p\nlanguage: 1\nrules: []\nlists: { a: [[x]] }\n")]
    [InlineData("policy: p\nlanguage: 1\nrules: []\nlists: { a: { fiel: x } }\n")]
    [InlineData("about: nothing else\n")]
    [InlineData(Rule)]
    [InlineData(Rule + "refuse-if: a\nlimit: { count: messages, per: [account] }\n")]
    [InlineData(Rule + "refuse-if: [a]\n")]
    [InlineData(Rule + "refuse-if: a\nunles: b\n")]
    [InlineData(Rule + "refuse-if: a\nthen: reject\n")]
    [InlineData(Rule + "refuse-if: a\nmode: enforce 101%\n")]
    [InlineData(Rule + "refuse-if: a\nmode: enforced\n")]
    [InlineData(Rule + "refuse-if: a\non-error: ignore\n")]
    [InlineData(Rule + "refuse-if: a\non-error: share 451 4.7.1 later\n")]
    [InlineData(Rule + "refuse-if: a\non-error: defer 451 5.4.3 {id} x\n")]
    [InlineData("rule: x\nrefuse-if: a\nreply: 550 5.1.0 no\n")]
    [InlineData("rule: x\nstage: []\nrefuse-if: a\nreply: 550 5.1.0 no\n")]
    [InlineData("rule: x\nstage: data\nrefuse-if: a\nreply: 550 5.1.0 no\n")]
    [InlineData("rule: x\nstage: mail\nrefuse-if: a\nreply: 550 4.1.0 no\n")]
    [InlineData("rule: x\nstage: mail\nrefuse-if: a\nreply: 550 no\n")]
    [InlineData("rule: X_y\nstage: mail\nrefuse-if: a\nreply: 550 5.1.0 no\n")]
    [InlineData(Rule + "limit: { per: [account], at-most: { 1m: 1 } }\n")]
    [InlineData(Rule + "limit: { count: mesages, per: [account], at-most: { 1m: 1 } }\n")]
    [InlineData(Rule + "limit: { count: messages, per: [account], at-most: { 1x: 1 } }\n")]
    [InlineData(Rule + "limit: { count: messages, per: [account], at-most: { 1m: many } }\n")]
    [InlineData(Rule + "limit: { count: messages, per: [], at-most: { 1m: 1 } }\n")]
    [InlineData(Rule + "limit: { count: messages, per: [account], at-most: { 1m: 1 }, peer: x }\n")]
    [InlineData(Rule + "resolve: { domain: d, to: [mx, txt] }\n")]
    [InlineData(Rule + "virus: {}\n")]
    [InlineData(Rule + "virus: maybe\n")]
    [InlineData(Rule + "spam: {}\n")]
    [InlineData(Rule + "spam: lost\n")]
    [InlineData(Rule + "relayed: { trust: lists.x }\n")]
    [InlineData(Rule + "attachments: { names: [type] }\n")]
    [InlineData(Rule + "attachments: { forbidden: lists.x, names: [subject] }\n")]
    [InlineData(Rule + "attachments: { forbidden: lists.x, partial: hold }\n")]
    [InlineData(Rule + "office-hours: { days: mon }\n")]
    [InlineData(Rule + "office-hours: { opens: 9, days: mon }\n")]
    [InlineData(Rule + "office-hours: { opens: 1m1h }\n")]
    [InlineData("about: x\nsteps: []\n")]
    [InlineData("about: x\nsteps: [{ conect: 192.0.2.1 }]\n")]
    [InlineData("about: x\nsteps: [{ mail: a@b.c, rcpt: c@d.e }]\n")]
    [InlineData("about: x\nsteps: [{ mail: a@b.c, expect: refused }]\n")]
    public void Generate_WrongDocument_DoesNotFitTheSchema(string text) => Assert.NotEqual("", Faults(Document(text)));

    [Fact]
    public void Generate_SchemaItself_IsDraft202012AndTheSameEachTime()
    {
        RuleKindDescription[] kinds = [.. new RuleKindCatalog([]).Descriptions];
        string schema = PolicySchema.Generate(kinds);

        Assert.Equal(schema, PolicySchema.Generate(kinds.Reverse()));
        using JsonDocument json = JsonDocument.Parse(schema);
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", json.RootElement.GetProperty("$schema").GetString());
        Assert.True(MetaSchemas.Draft202012.Evaluate(json.RootElement).IsValid);
    }

    [Fact]
    public void Generate_EveryWordOfEveryKind_IsExplained()
    {
        using JsonDocument json = JsonDocument.Parse(PolicySchema.Generate([OfficeHours]));
        JsonElement rule = json.RootElement.GetProperty("$defs").GetProperty("rule").GetProperty("properties");

        Assert.All(rule.EnumerateObject(), static word => Assert.NotEqual("", word.Value.GetProperty("description").GetString()));
        JsonElement kind = rule.GetProperty("office-hours");
        Assert.Equal("Refuses outside of office hours.", kind.GetProperty("description").GetString());
        Assert.Equal("A note.", kind.GetProperty("properties").GetProperty("note").GetProperty("description").GetString());
    }

    private static SpecNode Document(string text)
    {
        YamlReadResult result = YamlSpecReader.ReadDocuments("t.yaml", text);
        Assert.Empty(result.Errors);
        return Assert.Single(result.Documents);
    }

    private static string Faults(SpecNode document)
    {
        EvaluationResults results = Schema.Evaluate(SpecJson.Convert(document), new EvaluationOptions { OutputFormat = OutputFormat.List });
        if (results.IsValid) return "";
        IEnumerable<string> faults = (results.Details ?? [])
            .Where(static detail => detail.Errors is not null)
            .SelectMany(static detail => detail.Errors!.Select(error => $"{detail.InstanceLocation} {error.Key}: {error.Value}"));
        return $"{document.Location}: {string.Join("; ", faults)}";
    }
}
