using Conformance.Worlds;
using Submission.Policy.Content;
using Submission.Policy.Lookups;
using Submission.Policy.Testing.Cases;

namespace Conformance.Messages;

public sealed class CaseMessageWriterTests
{
    [Fact]
    public async Task Write_EveryMessageOfTheCases_ReadsBackAsItsFacts()
    {
        var reader = new MimeMessageReader();
        int count = 0;
        foreach (GoldenCase golden in await GoldenCases.All)
        {
            foreach (CaseMessage message in golden.Steps.SelectMany(MessagesIn))
            {
                count++;
                byte[] octets = CaseMessageWriter.Write(message);
                if (message.Structure is not { } facts) continue;
                LookupResult<MessageStructure> read = await reader.ReadAsync(MessageContent.FromMemory(octets), TestContext.Current.CancellationToken);
                MessageStructure structure = read.Value!;
                Assert.Equal(facts.Attachments.Select(static name => name.Name).Order(StringComparer.Ordinal), structure.Attachments.Select(static name => name.Name).Order(StringComparer.Ordinal));
                Assert.Equal(facts.Received, structure.Received);
                Assert.Equal(facts.From, structure.From);
                Assert.Equal(facts.HasPartialMessage, structure.HasPartialMessage);
                Assert.Equal(facts.HasEncryptedPart, structure.HasEncryptedPart);
                Assert.Equal(facts.Incomplete is null, structure.Incomplete is null);
                if (facts.Incomplete is null && facts.Attachments.Length < 10) Assert.Equal(message.Size, octets.LongLength);
            }
        }

        Assert.True(count > 300, $"{count} messages");
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(1_048_576)]
    [InlineData(1_048_577)]
    [InlineData(1_800_000)]
    public void Write_SizeOfACase_IsTheSizeToTheOctet(int size)
    {
        byte[] octets = CaseMessageWriter.Write(new CaseMessage { Size = size });

        Assert.Equal(size, octets.Length);
        Assert.True(octets.AsSpan().EndsWith("\r\n"u8));
        Assert.Equal(-1, octets.AsSpan().IndexOf("\r\r"u8));
        Assert.Equal(octets.AsSpan().Count((byte)'\r'), octets.AsSpan().Count("\r\n"u8));
    }

    private static IEnumerable<CaseMessage> MessagesIn(CaseStep step) => step switch
    {
        MessageStep message => [message.Message],
        RepeatStep repeat => repeat.Steps.SelectMany(MessagesIn),
        _ => [],
    };
}
