using System.Text;
using Submission.Policy.Content.Tests.Corpus.Ordinary;
using Submission.Policy.Lookups;

namespace Submission.Policy.Content.Tests.Corpus;

/// <summary>No false refusal: 500 ordinary messages, none bad, each with the names that its receiver sees.</summary>
public class OrdinaryMessageTests
{
    public static IEnumerable<TheoryDataRow<int>> Numbers { get; } =
        [.. Enumerable.Range(0, OrdinaryTable.Count).Select(static number => new TheoryDataRow<int>(number) { TestDisplayName = $"ordinary: {OrdinaryTable.Build(number).Name}" })];

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task ReadAsync_OrdinaryMessage_IsNotBadAndShowsItsAttachments(int number)
    {
        OrdinaryMessage message = OrdinaryTable.Build(number);

        LookupResult<MessageStructure> result = await new MimeMessageReader().ReadAsync(MessageContent.FromMemory(message.Octets), TestContext.Current.CancellationToken);

        Assert.True(result.IsFound, result.Reason);
        Assert.False(BadAttachment.IsBad(result.Value), BadAttachment.Describe(result.Value));
        HashSet<string> names = [.. result.Value.Attachments.Select(static attachment => attachment.Name)];
        Assert.True(message.Visible.All(name => names.Contains(Comparable(name))), $"missing: {string.Join(" | ", message.Visible.Where(name => !names.Contains(Comparable(name))))}; {BadAttachment.Describe(result.Value)}");
    }

    /// <summary>A visible name in the form that the facts promise: NFKC, without what nobody sees, its last 255 characters.</summary>
    private static string Comparable(string name)
    {
        string comparable = name.Normalize(NormalizationForm.FormKC).Replace("\uFE0F", "", StringComparison.Ordinal).Replace("\u200D", "", StringComparison.Ordinal).TrimEnd('.', ' ');
        return comparable.Length > 255 ? comparable[^255..] : comparable;
    }
}
