using Submission.Policy.Content.Tests.Corpus.Formats;
using Submission.Policy.Content.Tests.Corpus.Hostile;
using Submission.Policy.Lookups;

namespace Submission.Policy.Content.Tests.Corpus;

/// <summary>A message may end anywhere, and come in pieces of any size.</summary>
public class TruncatedMessageTests
{
    private static readonly byte[] Small = Mime.Whole("Content-Type: multipart/mixed; boundary=\"b1\"\r\n", Mime.Multipart(
        "b1",
        Mime.Text,
        Mime.Attachment("first.pdf"),
        "Content-Type: message/rfc822\r\n\r\n" + Mime.MessageText("second.pdf"),
        "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Mime.Base64(Mime.Raw(new Tnef().Attachment().Title("third.pdf").Data().ToArray())),
        "Content-Type: text/plain\r\n\r\n" + Tricks.TextTricks.Uuencoded("fourth.pdf"),
        "Content-Type: application/pkcs7-mime; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Mime.Base64(Mime.Raw(Cms.SignedInPieces(Mime.Octets(Mime.Attachment("fifth.pdf")), 50)))));

    [Fact]
    public async Task ReadAsync_SmallMessageCutAtEveryOctet_IsReadAsFarAsItGoes()
    {
        var reader = new MimeMessageReader();
        for (int length = 0; length <= Small.Length; length++)
        {
            LookupResult<MessageStructure> result = await reader.ReadAsync(MessageContent.FromMemory(Small.AsMemory(0, length)), TestContext.Current.CancellationToken);

            Assert.True(result.IsFound, $"cut at {length}: {result.Reason}");
            Assert.False(BadAttachment.IsBad(result.Value), $"cut at {length}: {BadAttachment.Describe(result.Value)}");
        }

        LookupResult<MessageStructure> whole = await reader.ReadAsync(MessageContent.FromMemory(Small), TestContext.Current.CancellationToken);
        Assert.Superset(new HashSet<string> { "first.pdf", "second.pdf", "third.pdf", "fourth.pdf", "fifth.pdf" }, whole.Value!.Attachments.Select(static attachment => attachment.Name).ToHashSet());
    }

    [Fact]
    public async Task ReadAsync_BigMessageCutAtRandomPlaces_IsReadAsFarAsItGoes()
    {
        var reader = new MimeMessageReader();
        string part = Mime.Attachment("file.pdf").Replace(Mime.ProgramInBase64, Mime.Base64(new string('x', 100_000)), StringComparison.Ordinal);
        byte[] big = Mime.Whole("Content-Type: multipart/mixed; boundary=\"b1\"\r\n", Mime.Multipart("b1", [.. Enumerable.Repeat(part, 20), .. Enumerable.Repeat("Content-Type: message/rfc822\r\n\r\n" + Mime.Raw(Small), 50)]));
        var random = new Random(20261124);
        for (int turn = 0; turn < 100; turn++)
        {
            int length = random.Next(big.Length);
            LookupResult<MessageStructure> result = await reader.ReadAsync(MessageContent.FromMemory(big.AsMemory(0, length)), TestContext.Current.CancellationToken);

            Assert.True(result.IsFound, $"cut at {length}: {result.Reason}");
            Assert.False(BadAttachment.IsBad(result.Value), $"cut at {length}: {BadAttachment.Describe(result.Value)}");
        }
    }

    [Fact]
    public async Task ReadAsync_StreamThatGivesAFewOctetsAtATime_SeesTheSame()
    {
        var reader = new MimeMessageReader();
        string whole = BadAttachment.Describe((await reader.ReadAsync(MessageContent.FromMemory(Small), TestContext.Current.CancellationToken)).Value!);
        foreach (int most in (int[])[1, 2, 3, 7, 64, 1000])
        {
            LookupResult<MessageStructure> chopped = await reader.ReadAsync(new ChoppedContent(Small, most, most), TestContext.Current.CancellationToken);

            Assert.True(chopped.IsFound, chopped.Reason);
            Assert.Equal(whole, BadAttachment.Describe(chopped.Value));
        }
    }
}
