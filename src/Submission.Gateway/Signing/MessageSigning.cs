using Submission.Gateway.Queue;

namespace Submission.Gateway.Signing;

internal static class MessageSigning
{
    /// <summary>Puts the signatures of a message above all its other fields.</summary>
    public static async ValueTask<NewMessage> SignedAsync(this IMessageSigner signer, NewMessage message, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> signatures = await signer.SignAsync(message, cancellationToken).ConfigureAwait(false);
        if (signatures.IsEmpty) return message;
        byte[] prefix = new byte[signatures.Length + message.Prefix.Length];
        signatures.CopyTo(prefix);
        message.Prefix.CopyTo(prefix.AsMemory(signatures.Length));
        return message with { Prefix = prefix };
    }
}
