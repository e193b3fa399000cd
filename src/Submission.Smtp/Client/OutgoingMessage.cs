using Submission.Smtp.Content;

namespace Submission.Smtp.Client;

/// <summary>A message as it goes out.</summary>
/// <param name="Prefix">Header fields that go before it.</param>
/// <param name="Body">The message.</param>
/// <param name="IsChunked">Whether it goes by BDAT.</param>
internal readonly record struct OutgoingMessage(ReadOnlyMemory<byte> Prefix, MessageBody Body, bool IsChunked)
{
    /// <summary>The size in octets, without the line end that may have to be added.</summary>
    public long Length => Prefix.Length + Body.Length;
}
