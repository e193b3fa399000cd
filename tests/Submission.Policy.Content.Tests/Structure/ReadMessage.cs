using System.Text;
using Submission.Policy.Lookups;

namespace Submission.Policy.Content.Tests.Structure;

/// <summary>Reads messages that tests write down.</summary>
internal static class ReadMessage
{
    /// <summary>Reads a message of Latin-1 text whose lines end with LF; they are sent with CRLF.</summary>
    public static MessageStructure Text(string message, MessageReaderOptions? options = null) => Octets(Octets(message), options);

    public static byte[] Octets(string message) =>
        Encoding.Latin1.GetBytes(message.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal));

    public static MessageStructure Octets(ReadOnlyMemory<byte> message, MessageReaderOptions? options = null)
    {
        // A message in memory is read at once.
        Task<LookupResult<MessageStructure>> reading = new MimeMessageReader(options).ReadAsync(MessageContent.FromMemory(message), TestContext.Current.CancellationToken).AsTask();
        Assert.True(reading.IsCompleted);
        LookupResult<MessageStructure> result = reading.GetAwaiter().GetResult();
        return result.Value ?? throw new InvalidOperationException(result.Reason);
    }

    public static string[] NamesOf(string message) => [.. Text(message).Attachments.Select(static attachment => attachment.Name)];

    public static string Base64(string message) => Convert.ToBase64String(Octets(message), Base64FormattingOptions.InsertLineBreaks);
}
