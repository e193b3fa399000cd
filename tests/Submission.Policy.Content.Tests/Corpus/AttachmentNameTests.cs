using Submission.Policy.Lookups;

namespace Submission.Policy.Content.Tests.Corpus;

/// <summary>Check 14 against the whole table: every trick once with .exe, once with .pdf.</summary>
public class AttachmentNameTests
{
    /// <summary>Row, variant and extension are the whole name of the test, so that a message that is misjudged says which one it is.</summary>
    public static IEnumerable<TheoryDataRow<string>> Messages { get; } =
        [.. TrickTable.All.SelectMany(static trick => new[] { trick.Name + " .exe", trick.Name + " .pdf" }).Select(static name => new TheoryDataRow<string>(name) { TestDisplayName = name })];

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task ReadAsync_MessageOfTheTable_IsJudgedAsItsRowSays(string message)
    {
        Trick trick = TrickTable.ByName[message[..^5]];
        string extension = message[^3..];
        bool? expected = extension == "exe" ? trick.BadWithExe : trick.BadWithPdf;

        LookupResult<MessageStructure> result = await new MimeMessageReader().ReadAsync(MessageContent.FromMemory(trick.Build(extension)), TestContext.Current.CancellationToken);

        Assert.True(result.IsFound, result.Reason);
        Assert.True((expected ?? BadAttachment.IsBad(result.Value)) == BadAttachment.IsBad(result.Value), BadAttachment.Describe(result.Value));
    }
}
