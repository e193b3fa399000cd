namespace Submission.PostfixPolicy.Protocol;

/// <summary>The names of the attributes.</summary>
internal static class PolicyAttributes
{
    /// <summary>How many are read.</summary>
    public const int Count = (int)PolicyAttribute.EncryptionProtocol + 1;

    /// <summary>Finds an attribute by its name.</summary>
    /// <param name="name">The name as it stands before the equals sign.</param>
    /// <param name="attribute">The attribute, where it is one that is read.</param>
    public static bool TryFind(ReadOnlySpan<byte> name, out PolicyAttribute attribute)
    {
        // By the length first: of the thirty attributes that Postfix sends, most are told apart by it.
        (bool isRead, attribute) = name.Length switch
        {
            4 when name.SequenceEqual("size"u8) => (true, PolicyAttribute.Size),
            6 when name.SequenceEqual("sender"u8) => (true, PolicyAttribute.Sender),
            7 when name.SequenceEqual("request"u8) => (true, PolicyAttribute.Request),
            8 when name.SequenceEqual("instance"u8) => (true, PolicyAttribute.Instance),
            8 when name.SequenceEqual("queue_id"u8) => (true, PolicyAttribute.QueueId),
            9 when name.SequenceEqual("recipient"u8) => (true, PolicyAttribute.Recipient),
            9 when name.SequenceEqual("helo_name"u8) => (true, PolicyAttribute.HeloName),
            11 when name.SequenceEqual("client_port"u8) => (true, PolicyAttribute.ClientPort),
            11 when name.SequenceEqual("server_port"u8) => (true, PolicyAttribute.ServerPort),
            13 when name.SequenceEqual("sasl_username"u8) => (true, PolicyAttribute.SaslUsername),
            14 when name.SequenceEqual("protocol_state"u8) => (true, PolicyAttribute.ProtocolState),
            14 when name.SequenceEqual("client_address"u8) => (true, PolicyAttribute.ClientAddress),
            15 when name.SequenceEqual("recipient_count"u8) => (true, PolicyAttribute.RecipientCount),
            19 when name.SequenceEqual("encryption_protocol"u8) => (true, PolicyAttribute.EncryptionProtocol),
            _ => (false, default),
        };
        return isRead;
    }
}
