namespace Submission.PostfixPolicy.Protocol;

/// <summary>One answer, as it is sent. Immutable and thread-safe.</summary>
internal sealed class PolicyAction
{
    private PolicyAction(byte[] octets, bool isRefusal)
    {
        Octets = octets;
        IsRefusal = isRefusal;
    }

    /// <summary>Go on, and ask whoever else is to be asked.</summary>
    public static PolicyAction Dunno { get; } = new("action=DUNNO\n\n"u8.ToArray(), isRefusal: false);

    /// <summary>The line with its end and the empty line behind it.</summary>
    public ReadOnlyMemory<byte> Octets { get; }

    /// <summary>Whether the client is refused, for now or for good.</summary>
    public bool IsRefusal { get; }

    /// <summary>Refuses with a reply of our own. Postfix takes the code, the enhanced status and the text, and puts what was refused before the text (access(5)).</summary>
    public static PolicyAction Refuse(SmtpReply reply) => new(ActionText.Encode(reply.ToString()), isRefusal: true);

    /// <summary>Refuses, and has Postfix close the connection, which it does at these two codes and no other (access(5)): 421 for now, 521 for good. The text stays.</summary>
    public static PolicyAction Close(SmtpReply reply) => Refuse(reply with { Code = reply.IsTransient ? 421 : 521 });

    /// <summary>Lets the message through to the hold queue.</summary>
    public static PolicyAction Hold(string text) => new(ActionText.Encode($"HOLD {text}"), isRefusal: false);

    /// <summary>Goes on, and puts a field before the message.</summary>
    /// <param name="action">The action up to the id.</param>
    /// <param name="id">The id of the message.</param>
    public static PolicyAction Prepend(ReadOnlySpan<byte> action, TransactionId id)
    {
        byte[] octets = new byte[action.Length + TransactionId.Length + 2];
        action.CopyTo(octets);
        Span<char> digits = stackalloc char[TransactionId.Length];
        id.Format(digits);
        for (int i = 0; i < digits.Length; i++) octets[action.Length + i] = (byte)digits[i];
        octets[^2] = octets[^1] = (byte)'\n';
        return new PolicyAction(octets, isRefusal: false);
    }

    /// <summary>What a verdict is for Postfix.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <param name="id">Whose it is.</param>
    public static PolicyAction Of(Verdict verdict, TransactionId id) => verdict switch
    {
        { Kind: VerdictKind.Hold } => Hold(verdict.Reason is null ? $"{id}" : $"{id} {verdict.Reason}"),
        { Reply: { } reply } => verdict.Kind == VerdictKind.Close ? Close(reply) : Refuse(reply),
        _ => Dunno,
    };
}
