using Google.Protobuf;

namespace Submission.Policy.Client.Mapping;

/// <summary>Writes all that is known of a message at once.</summary>
internal static class SubmissionWriter
{
    public static async ValueTask<Wire.MessageFacts> WriteAsync(SubmissionFacts facts, CancellationToken cancellationToken)
    {
        var wire = new Wire.MessageFacts
        {
            Connect = FactWriter.Connect(facts.Client),
            IsTls = facts.IsTls,
            Authentication = facts.Authentication is { } authentication ? FactWriter.Authentication(authentication) : null,
            Mail = facts.Sender is { } sender ? FactWriter.Mail(sender, facts.Parameters) : null,
        };
        if (facts.HeloName is { } name) wire.Helo = new Wire.Helo { Name = name };
        foreach (EmailAddress recipient in facts.Recipients) wire.Recipients.Add(FactWriter.Recipient(recipient));
        if (facts.Message is not { } message) return wire;
        wire.Message = FactWriter.Message(message);
        if (message.Content is { } content) wire.Message.Octets = await OctetsAsync(content, cancellationToken).ConfigureAwait(false);
        return wire;
    }

    private static async ValueTask<ByteString> OctetsAsync(MessageContent content, CancellationToken cancellationToken)
    {
        if (content.TryGetMemory(out ReadOnlyMemory<byte> memory)) return ByteString.CopyFrom(memory.Span);
        Stream stream = content.OpenRead();
        await using (stream.ConfigureAwait(false)) return await ByteString.FromStreamAsync(stream, cancellationToken).ConfigureAwait(false);
    }
}
