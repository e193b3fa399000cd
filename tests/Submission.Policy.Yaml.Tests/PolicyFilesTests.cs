using System.Collections.Immutable;
using Submission.Policy.Specification;

namespace Submission.Policy.Yaml.Tests;

/// <summary>The words of <c>policy.yaml</c>, its lists, and the order of its rules.</summary>
public sealed class PolicyFilesTests
{
    private const string Head = "policy: p\nlanguage: 1\n";

    [Fact]
    public void Read_WholePolicy_GivesEverythingInOrder()
    {
        PolicySpecResult result = Read(
            ("policy.yaml", Head + "about: What it is for\nlists:\n  some: [a, 1, 'b c', NO]\n  none: []\n  far: { file: lists/far.txt }\nrules: [second, first]\n"),
            ("lists/far.txt", "# head\n10.0.0.0/8   # ours\n\n  b#c\n"),
            ("rules/a.yaml", "rule: first\nabout: x\n"),
            ("rules/b.yaml", "rule: second\nabout: y\n---\n# nothing more\n"));

        Assert.Empty(result.Errors);
        PolicySpec spec = result.Spec!;
        Assert.Equal(("p", "What it is for"), (spec.Name, spec.About));
        Assert.Equal(["second", "first"], spec.Rules.Select(static rule => rule.Id.Value));
        Assert.Equal(new SpecLocation("rules/b.yaml", 1, 7), spec.Rules[0].Id.Location);
        Assert.Equal(["rule", "about"], spec.Rules[0].Body.Entries.Select(static entry => entry.Key.Value));
        Assert.Equal(["some", "none", "far"], spec.Lists.Select(static list => list.Name.Value));
        Assert.Equal(["a", "1", "b c", "NO"], spec.Lists[0].Items.Select(static item => item.Value));
        Assert.Empty(spec.Lists[1].Items);
        Assert.Equal(
            [new SpecScalar(new SpecLocation("lists/far.txt", 2, 1), "10.0.0.0/8"), new SpecScalar(new SpecLocation("lists/far.txt", 4, 3), "b#c")],
            spec.Lists[2].Items);
    }

    [Fact]
    public void Read_SingleText_HoldsPolicyAndRules()
    {
        PolicySpecResult result = new InMemoryYamlPolicy("here", Head + "rules: [b, a]\n---\nrule: a\n---\nrule: b\n").Read();

        Assert.Empty(result.Errors);
        Assert.Equal(["b", "a"], result.Spec!.Rules.Select(static rule => rule.Id.Value));
        Assert.Equal(new SpecLocation("policy.yaml", 7, 7), result.Spec.Rules[0].Id.Location);
    }

    [Theory]
    [InlineData("polcy: p\nlanguage: 1\nrules: []\n", "1:1 A policy has no word 'polcy'. Did you mean 'policy'?", "1:1 The word 'policy' is missing in this policy. Add a line 'policy: name'.")]
    [InlineData("policy: p\nrules: []\n", "1:1 The word 'language' is missing in this policy. Add a line 'language: 1'.")]
    [InlineData("policy: p\nlanguage: 2\nrules: []\n", "2:11 '2' is no version of the policy language that is known here. Write 'language: 1'.")]
    [InlineData("policy: p\nlanguage: '1'\nrules: []\n", "2:11 '1' is no version of the policy language that is known here. Write 'language: 1'.")]
    [InlineData("policy: p\nlanguage: [1]\nrules: []\n", "2:11 This is no version of the policy language that is known here. Write 'language: 1'.")]
    [InlineData(Head, "1:1 The word 'rules' is missing in this policy. Add a line 'rules: [first-rule, second-rule]'.")]
    [InlineData(Head + "rules:\n", "3:7 The rules are no list. Write 'rules: [first-rule, second-rule]'; [] for none.")]
    [InlineData(Head + "rules: a\n", "3:8 The rules are no list. Write 'rules: [first-rule, second-rule]'; [] for none.")]
    [InlineData("policy: My Policy\nlanguage: 1\nrules: []\n", "1:9 'My Policy' cannot be the name of a policy. Write 'my-policy'.")]
    [InlineData("policy: 1st\nlanguage: 1\nrules: []\n", "1:9 '1st' cannot be the name of a policy. Write lower-case letters, digits and single hyphens, beginning with a letter, at most 64.")]
    [InlineData("policy: [p]\nlanguage: 1\nrules: []\n", "1:9 The word 'policy' wants a text here. Put a text that begins with [ or { in quotes.")]
    [InlineData(Head + "about: {a}\nrules: []\n", "3:8 The word 'about' wants a text here. Put a text that begins with [ or { in quotes.")]
    [InlineData(Head + "rules: []\nreply: x\n", "4:1 A policy has no word 'reply'. Its words are policy, language, about, lists, rules.")]
    [InlineData(Head + "rules: [{rule: a}, B_c, '']\n", "3:9 The rules are listed by their ids, and this is none. Write the id only; the rule itself stands in a file or document of its own.", "3:20 'B_c' cannot be the id of a rule. Write 'b-c'.", "3:25 '' cannot be the id of a rule. Write lower-case letters, digits and single hyphens, beginning with a letter, at most 64.")]
    [InlineData("- policy\n", "1:1 A policy is a mapping of words to values. Begin it with 'policy: name' and 'language: 1'.")]
    [InlineData("# nothing\n", "1:1 The file holds no policy. Begin it with 'policy: name' and 'language: 1'.")]
    [InlineData("rule: a\n", "1:1 The policy is missing before this rule. Begin the file with a document that has 'policy: name' and 'language: 1'.")]
    [InlineData("policy: p\nlanguage: 1: 2\nrules: []\n", "2:12 A second colon with a space after it stands in this text. Put the whole text in quotes.")]
    public void Read_WrongWordsOfThePolicy_AreAllTold(string policy, params string[] expected) => Check([("policy.yaml", policy)], expected);

    [Theory]
    [InlineData("lists: a\n", "3:8 The lists are no mapping of names to lists. Write 'name: [one, two]', or 'name: { file: path }'; [] for an empty list.")]
    [InlineData("lists: { a: b }\n", "3:13 The list 'a' is no list. Write 'name: [one, two]', or 'name: { file: path }'; [] for an empty list.")]
    [InlineData("lists:\n  a:\n", "4:5 The list 'a' is no list. Write 'name: [one, two]', or 'name: { file: path }'; [] for an empty list.")]
    [InlineData("lists:\n  my-list: []\n", "4:3 'my-list' cannot be the name of a list. Write 'my_list'.")]
    [InlineData("lists:\n  1st: []\n", "4:3 '1st' cannot be the name of a list. Write letters, digits and underscores, beginning with a letter.")]
    [InlineData("lists:\n  a: []\n  a: []\n", "5:3 'a' stands here a second time; the first is at policy.yaml:4:3. Remove one of the two.")]
    [InlineData("lists:\n  a: [b, [c], {d: e}]\n", "4:10 An item of the list 'a' is no single value. Write each value as an item of its own.", "4:15 An item of the list 'a' is no single value. Write each value as an item of its own.")]
    [InlineData("lists:\n  a:\n    - b\n    -\n    - \"\"\n", "6:6 An item of the list 'a' is empty. Remove it.")]
    [InlineData("lists:\n  a: { fiel: x }\n", "4:8 The list 'a' has no word 'fiel'. Did you mean 'file'?")]
    [InlineData("lists:\n  a: { file: [x] }\n", "4:14 The file of the list 'a' is no path. Write 'file: path'.")]
    [InlineData("lists:\n  a: {}\n", "4:6 The list 'a' is no list. Write 'name: [one, two]', or 'name: { file: path }'; [] for an empty list.")]
    [InlineData("lists:\n  a: { file: ../x }\n", "4:14 The path '../x' has .. in it. Write a path below the folder of the policy, with / between its parts.")]
    [InlineData("lists:\n  a: { file: b/../../x }\n", "4:14 The path 'b/../../x' has .. in it. Write a path below the folder of the policy, with / between its parts.")]
    [InlineData("lists:\n  a: { file: /etc/passwd }\n", "4:14 The path '/etc/passwd' is absolute. Write a path below the folder of the policy, with / between its parts.")]
    [InlineData("lists:\n  a: { file: 'C:\\x' }\n", "4:14 The path 'C:\\x' has a \\ in it. Write a path below the folder of the policy, with / between its parts.")]
    [InlineData("lists:\n  a: { file: c:x }\n", "4:14 The path 'c:x' is absolute. Write a path below the folder of the policy, with / between its parts.")]
    [InlineData("lists:\n  a: { file: '' }\n", "4:14 The path '' is empty. Write a path below the folder of the policy, with / between its parts.")]
    [InlineData("lists:\n  a: { file: x.txt }\n", "4:14 The file 'x.txt' does not exist.")]
    public void Read_WrongLists_AreAllTold(string lists, params string[] expected) => Check([("policy.yaml", Head + lists + "rules: []\n")], expected);

    [Fact]
    public void Read_RulesThatDoNotFitTheList_AreAllTold() => Check(
        [
            ("policy.yaml", Head + "rules: [message-rate, mesage-rate, nowhere, message-rate, twice]\n"),
            ("rules/a.yaml", "rule: message-rate\n---\nrule: twice\n---\nrule: forgotten\n"),
            ("rules/b.yaml", "rule: twice\n"),
            ("rules/c.yaml", "rul: x\n---\nabout: y\n---\nrule: Not_Kebab\n---\nrule: [a]\n---\n- rule\n---\npolicy: q\n"),
            ("rules/d.yaml", "# nothing\n"),
            ("rules/e.yml", "rule: x\n"),
        ],
        [
            "3:23 There is no rule 'mesage-rate'. Did you mean 'message-rate'?",
            "3:36 There is no rule 'nowhere'. Write it into rules/nowhere.yaml, or remove it from the list.",
            "3:45 The rule 'message-rate' is listed a second time; the first is at policy.yaml:3:9. Remove one of the two.",
            "rules/a.yaml 5:7 The rule 'forgotten' is not listed under 'rules' in policy.yaml. Add it there at its place in the order.",
            "rules/b.yaml 1:7 A rule 'twice' is here a second time; the first is at rules/a.yaml:3:7. Give one of the two another id.",
            "rules/c.yaml 1:1 The word 'rule' is missing in this rule. Did you mean 'rule' where 'rul' stands?",
            "rules/c.yaml 3:1 The word 'rule' is missing in this rule. Add a line 'rule: id'.",
            "rules/c.yaml 5:7 'Not_Kebab' cannot be the id of a rule. Write 'not-kebab'.",
            "rules/c.yaml 7:7 The id of a rule is a text. Write 'rule: id'.",
            "rules/c.yaml 9:1 A rule is a mapping of words to values. Begin it with 'rule: id'.",
            "rules/c.yaml 11:1 A policy stands here among its rules. Only the first document of policy.yaml can be the policy.",
            "rules/d.yaml 1:1 The file holds no rule. Write a rule into it, or delete it.",
            "rules/e.yml 1:1 A file that ends in .yml is not read. Let its name end in .yaml.",
        ]);

    [Fact]
    public void Read_FilesThatCannotBeParsed_LeaveTheRulesInThemNeitherMissingNorUnlisted() => Check(
        [
            ("policy.yaml", Head + "rules: [a, b, c, fine]\n"),
            ("rules/a.yaml", "about: x: y\n"),
            ("rules/more.yaml", "rule: b\nwhen: !x || y\n---\nrule: fine\n"),
            ("rules/c.yaml", "rule: c\0\n"),
        ],
        [
            "rules/a.yaml 1:9 A second colon with a space after it stands in this text. Put the whole text in quotes.",
            "rules/c.yaml 1:8 The unseen character U+0000 stands here. Remove it; this file is not read any further.",
            "rules/more.yaml 2:7 A value that begins with ! is a YAML tag, which means nothing here. Write not in place of a leading !, or put the whole text in quotes.",
        ]);

    [Fact]
    public void Read_PolicyThatCannotBeParsed_StillTellsTheErrorsOfTheRules()
    {
        PolicySpecResult result = Read(("policy.yaml", "policy: [p\n"), ("rules/a.yaml", "rule: a\nrule: b\n"));

        Assert.Null(result.Spec);
        Assert.Equal(["policy.yaml:1:9", "rules/a.yaml:2:1"], result.Errors.Select(static error => error.Location.ToString()));
        Assert.Equal("a", result.Errors[1].Rule);
    }

    [Fact]
    public void Read_WrongWords_StillGivesWhatCouldBeRead()
    {
        PolicySpecResult result = Read(
            ("policy.yaml", "policy: p\nlists: { a: [x], b: y }\nrules: [one, two]\n"), ("rules/one.yaml", "rule: one\n"), ("rules/three.yaml", "rule: three\n"));

        Assert.NotEmpty(result.Errors);
        Assert.Equal("p", result.Spec!.Name);
        Assert.Equal(["one", "three"], result.Spec.Rules.Select(static rule => rule.Id.Value));
        Assert.Equal(["a", "b"], result.Spec.Lists.Select(static list => list.Name.Value));
    }

    [Fact]
    public void Read_NoPolicyFile_SaysSo()
    {
        PolicySpecResult result = Read(("rules/a.yaml", "rule: a\n"));

        Assert.Null(result.Spec);
        Assert.Equal("policy.yaml:1:1: The file does not exist.", Assert.Single(result.Errors).ToString());
    }

    [Fact]
    public void Read_MoreThanTheLimitsAllow_IsToldOnceAndEndsReading()
    {
        var limits = new YamlLimits { MaximumRuleFiles = 2, MaximumListEntries = 3, MaximumPolicyBytes = 150 };
        (string, string)[] files =
        [
            ("policy.yaml", Head + "lists: { l: { file: l.txt } }\nrules: [a, b, c]\n"),
            ("l.txt", "1\n2\n3\n4\n5\n"),
            ("rules/a.yaml", "rule: a\n"),
            ("rules/b.yaml", "rule: b\nabout: " + new string('x', 100) + "\n"),
            ("rules/c.yaml", "rule: c\n"),
        ];

        PolicySpecResult result = new InMemoryYamlPolicy("m", files.Select(static file => KeyValuePair.Create(file.Item1, file.Item2)), limits).Read();

        Assert.Equal(
            [
                "l.txt:4:1: The list has more than 3 entries. Make it shorter.",
                "rules:1:1: The folder has more than 2 files. Put several rules into one file.",
                "rules/b.yaml:1:1: With this file the policy has more than 150 bytes. Make it smaller; nothing from here on was read.",
            ],
            result.Errors.Select(static error => error.ToString()));
        Assert.Equal(3, result.Spec!.Lists[0].Items.Length);
        Assert.Equal(["a"], result.Spec.Rules.Select(static rule => rule.Id.Value));
    }

    [Fact]
    public void Read_ErrorsWithoutEnd_StopAtTheLimit()
    {
        string rules = string.Concat(Enumerable.Range(0, 200).Select(static i => $"---\nrule: r{i}\na: 1\na: 2\n"));

        PolicySpecResult result = new InMemoryYamlPolicy("m", Head + "rules: []\n" + rules, new YamlLimits { MaximumErrors = 20 }).Read();

        Assert.Equal(21, result.Errors.Length);
    }

    private static PolicySpecResult Read(params (string Path, string Text)[] files) =>
        new InMemoryYamlPolicy("memory", files.Select(static file => KeyValuePair.Create(file.Path, file.Text))).Read();

    private static void Check((string, string)[] files, string[] expected)
    {
        ImmutableArray<SpecError> errors = Read(files).Errors;

        Assert.Equal(expected, errors.Select(static error =>
            $"{(error.Location.File == "policy.yaml" ? "" : error.Location.File + " ")}{error.Location.Line}:{error.Location.Column} {error.Message} {error.Mend}".TrimEnd()));
    }
}
