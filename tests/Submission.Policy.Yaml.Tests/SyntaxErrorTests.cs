using Submission.Policy.Specification;

namespace Submission.Policy.Yaml.Tests;

/// <summary>What somebody who writes a policy gets wrong, where it must be shown, and what must be said of it.</summary>
public sealed class SyntaxErrorTests
{
    private const string Tag = "begins with ! is a YAML tag";
    private const string Exclamation = "Write not in place of a leading !";
    private const string Quote = "Put the whole text in quotes";
    private const string TwoColons = "A second colon with a space";
    private const string QuotedStart = "begins with a quote and so ends at the closing one";

    [Theory]
    [InlineData("rule: x\nwhen: !a || b\n", "2:7", Tag, Exclamation)]
    [InlineData("rule: x\nwhen: !client.tls\n", "2:7", "tag (!client.tls)", Exclamation)]
    [InlineData("limit: { only: !a }\n", "1:16", "tag (!a)", Exclamation)]
    [InlineData("a: !\n", "1:4", "tag (!)", Exclamation)]
    [InlineData("a: !!str b\n", "1:4", "YAML tag !!str", "Remove it")]
    [InlineData("a: !<tag:x,y> b\n", "1:4", "YAML tag !<tag:x,y>", "Remove it")]
    [InlineData("a: &x !y b\n", "1:4", "tag (!)", Exclamation)]
    [InlineData("when: && b\n", "1:7", "'&&' is none", "write and in place of &&")]
    [InlineData("a: &\n", "1:4", "begins with & is a YAML anchor", Quote)]
    [InlineData("when: *.cz\n", "1:7", "alias '*.cz' has no anchor", "begins with * in quotes")]
    [InlineData("when: @x\n", "1:7", "cannot begin with @", Quote)]
    [InlineData("when: `x\n", "1:7", "cannot begin with `", Quote)]
    [InlineData("when: %x\n", "1:7", "cannot begin with %", Quote)]
    [InlineData("limit: { only: @a }\n", "1:16", "cannot begin with @", Quote)]
    [InlineData("when: || b\n", "1:7", "begins with | is a block", "write or in place of ||")]
    [InlineData("when: > 3\n", "1:7", "begins with > is a block", Quote)]
    [InlineData("a: - 1\n", "1:4", "cannot begin with - and a space", "Begin a list on the next line")]
    [InlineData("a: }\n", "1:4", "} stands here that nothing opens", "Remove it")]
    [InlineData(", a", "1:1", "A comma stands here", "Remove it")]
    [InlineData("a: [b, , c]\n", "1:8", "A comma stands here", "Remove it")]
    public void ReadDocuments_ValueThatYamlReadsOtherwise_NamesPlaceFaultAndMend(string text, string place, string message, string mend) =>
        Check(text, place, message, mend);

    [Theory]
    [InlineData("a:\n\tb: 1\n", "2:1", "A tab indents this line", "Indent with spaces")]
    [InlineData("a: 1\n\tb: 2\n", "2:1", "A tab indents this line", "Indent with spaces")]
    [InlineData("limit:\n  \tcount: x\n", "2:3", "A tab indents this line", "Indent with spaces")]
    [InlineData("rule: x\n stage: mail\n", "2:2", "indented deeper than the one above", "Indent both alike")]
    [InlineData("rule: x\n\n# c\n  stage: mail\n", "4:3", "indented deeper than the one above", "Indent both alike")]
    [InlineData("rule:\n  a: 1\n b: 2\n", "3:2", "does not fit those above it", "Indent it exactly")]
    [InlineData("- a\nb: 1\n", "2:1", "does not fit those above it", "Indent it exactly")]
    [InlineData("a: 1\n- b\n", "2:1", "does not fit those above it", "Indent it exactly")]
    [InlineData("a: |\nfoo\n", "2:1", "neither a word with a colon", "indent a text that goes on")]
    [InlineData("a: 1\n b\nc\n", "3:1", "neither a word with a colon", "indent a text that goes on")]
    [InlineData("foo\nbar: 1\n", "1:1", "neither a word with a colon", "Write 'word: value'")]
    [InlineData("stage:mail\nrule: x\n", "1:6", "After this colon a space is missing", "Write a space")]
    [InlineData("rule: x\nstage:mail\n", "2:6", "After this colon a space is missing", "Write a space")]
    [InlineData("a: {b:c}\n", "1:6", "a space is missing", "Write 'b: c'")]
    public void ReadDocuments_WrongIndentationOrSpacing_NamesPlaceFaultAndMend(string text, string place, string message, string mend) =>
        Check(text, place, message, mend);

    [Theory]
    [InlineData("about: foo: bar\n", "1:11", TwoColons, Quote)]
    [InlineData("reply: 550 {id} foo: bar\n", "1:20", TwoColons, Quote)]
    [InlineData("when: a ? b : c\n", "1:13", TwoColons, Quote)]
    [InlineData("a: \ud83d\ude00 b: c\n", "1:8", TwoColons, Quote)]
    [InlineData("refuse-if: 'a' in b\nx: 1\n", "1:12", QuotedStart, "in quotes of the other sort")]
    [InlineData("refuse-if: \"a\" in b\n", "1:12", QuotedStart, "in quotes of the other sort")]
    [InlineData("about: \"a \"b\" c\"\n", "1:8", QuotedStart, "in quotes of the other sort")]
    [InlineData("about: it's\nreply: 'it's'\n", "2:8", QuotedStart, "in quotes of the other sort")]
    [InlineData("refuse-if: [a] == b\nx: 1\n", "1:12", "begins with [ and so ends", Quote)]
    [InlineData("reply: {id} foo\nx: 1\n", "1:8", "begins with { and so ends", Quote)]
    [InlineData("a: [x]]\n", "1:4", "begins with [ and so ends", Quote)]
    [InlineData("about: 'foo\nrule: x\n", "1:8", "quotes that open here are not closed", "Close them")]
    [InlineData("a: 'x\n---\nb: 1\n", "1:4", "quotes that open here are not closed", "Close them")]
    [InlineData("a: \"\\q\"\n", "1:5", "a backslash begins an escape, and this is none", "Write two backslashes")]
    [InlineData("a: \"\\uD800\"\n", "1:5", "a backslash begins an escape, and this is none", "Write two backslashes")]
    [InlineData("a: \"\\UFFFFFFFF\"\n", "1:5", "This escape makes no character", "Correct it")]
    [InlineData("a: \"\\0\"\n", "1:4", "makes the unseen character U+0000", "Remove the escape")]
    [InlineData("a: \"x\\ry\"\n", "1:4", "makes the unseen character U+000D", "Remove the escape")]
    [InlineData("a: [1\nb: 2\n", "1:4", "The [ that opens here is not closed", "Close it with ]")]
    [InlineData("a: [1, 2\n", "1:4", "The [ that opens here is not closed", "Close it with ]")]
    [InlineData("a: {b: 1\nc: 2\n", "1:4", "The { that opens here is not closed", "Close it with }")]
    [InlineData("a: {b: [c}\n", "1:8", "The [ that opens here is not closed", "Close it with ]")]
    [InlineData("a: [ 'x' y ]\n", "1:10", "a comma or the closing ] is missing", "must stand in quotes")]
    [InlineData("limit: { only: a in [b] and c, per: x }\n", "1:21", "a comma or the closing } is missing", "must stand in quotes")]
    public void ReadDocuments_TextThatNeedsQuotesOrBrackets_NamesPlaceFaultAndMend(string text, string place, string message, string mend) =>
        Check(text, place, message, mend);

    [Theory]
    [InlineData("%YAML 1.3\n---\na: 1\n", "1:1", "YAML directive", "Remove the line")]
    [InlineData("# c\n\n%TAG ! foo\n", "3:1", "YAML directive", "Remove the line")]
    [InlineData("? [a]\n: b\n", "1:3", "A name must be a text", "in quotes")]
    [InlineData("{a: b}: c\n", "1:2", "A name must be a text", "in quotes")]
    [InlineData(": x\n", "1:1", "The name before the colon is missing", "Write a name")]
    [InlineData("a: &p v\n*p : b\n", "2:1", "alias '*p' cannot be a name", "Write the name out")]
    [InlineData("b: &a {c: d}\n<<: *a\n", "2:1", "Merge keys (<<)", "Write the words out")]
    [InlineData("a: &x [*x]\n", "1:8", "stands within what it stands for", "Remove it")]
    [InlineData("a: &x {b: {c: *x}}\n", "1:15", "stands within what it stands for", "Remove it")]
    [InlineData("a: *y\n---\nb: &y 1\n", "1:4", "alias '*y' has no anchor", "in quotes")]
    [InlineData("a: 1\nb: 2\na: 3\n", "3:1", "'a' stands here a second time; the first is at t.yaml:1:1.", "Remove one of the two")]
    [InlineData("x: { a: 1, 'a': 2 }\n", "1:12", "'a' stands here a second time; the first is at t.yaml:1:6.", "Remove one of the two")]
    [InlineData("a: \0\n", "1:4", "The unseen character U+0000", "Remove it")]
    [InlineData("a: b\u202ec\n", "1:5", "The unseen character U+202E", "Remove it")]
    [InlineData("a: 1\r\nb: \u0085\r\n", "2:4", "The unseen character U+0085", "Remove it")]
    public void ReadDocuments_WhatTheLanguageRefuses_NamesPlaceFaultAndMend(string text, string place, string message, string mend) =>
        Check(text, place, message, mend);

    [Fact]
    public void ReadDocuments_HalfASurrogatePair_IsRefused() =>
        Check("a: 1\rb: " + '\ud800' + "x\r", "2:4", "The unseen character U+D800", "Remove it");

    [Fact]
    public void ReadDocuments_ErrorsInSeveralDocuments_TellsAllAndReadsTheRest()
    {
        YamlReadResult result = YamlSpecReader.ReadDocuments("t.yaml", "a: b\n---\nrule: second\nc: d: e\n---\nf: g\nf: h\n---\n@\n");

        Assert.Equal(["4:5", "7:1", "9:1"], result.Errors.Select(static error => Place(error)));
        Assert.Equal("second", result.Errors[0].Rule);
        Assert.Null(result.Errors[1].Rule);
        Assert.Equal(2, result.Documents.Length);
    }

    [Fact]
    public void ReadDocuments_MoreErrorsThanToldAtOnce_EndsWithOneThatSaysSo()
    {
        string text = string.Concat(Enumerable.Repeat("a: 1\n", 50));

        YamlReadResult result = YamlSpecReader.ReadDocuments("t.yaml", text, new YamlLimits { MaximumErrors = 10 });

        Assert.InRange(result.Errors.Length, 10, 11);
    }

    [Theory]
    [InlineData("a: &p [1]\nb: *p\n")]
    [InlineData("a: yes\nb: no\nc: on\nd: ~\ne: null\nf:\n")]
    [InlineData("---\na: b\n...\n---\n# nothing\n")]
    [InlineData("# only a comment\n")]
    [InlineData("")]
    [InlineData("\ufeffa: b\n")]
    [InlineData("a: 'x: y # z'\nb: >-\n  !a || b: c\nc: |\n  @x\n")]
    [InlineData("a: (b || c) && !d\n")]
    public void ReadDocuments_RightText_GivesNoError(string text) => Assert.Empty(YamlSpecReader.ReadDocuments("t.yaml", text).Errors);

    private static void Check(string text, string place, string message, string mend)
    {
        YamlReadResult result = YamlSpecReader.ReadDocuments("t.yaml", text);

        SpecError error = Assert.Single(result.Errors);
        Assert.Equal(place, Place(error));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(mend, error.Mend, StringComparison.Ordinal);
        Assert.Equal("t.yaml", error.Location.File);
    }

    private static string Place(SpecError error) => $"{error.Location.Line}:{error.Location.Column}";
}
