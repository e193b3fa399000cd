using Submission.Hosting.Feedback;

namespace Submission.Milter.Protocol;

/// <summary>What the mail server tells of a session besides what the client said, as far as it matters here. Not thread-safe.</summary>
internal sealed class MilterMacros
{
    /// <summary>Whether the client's connection is encrypted: it stays so.</summary>
    public bool IsTls { get; private set; }

    /// <summary>Who has authenticated, as told with the last MAIL; <see langword="null"/> for nobody.</summary>
    public string? Login { get; private set; }

    /// <summary>The id of the message in the mail server's queue; <see langword="null"/> where it has not been told.</summary>
    public string? QueueId { get; private set; }

    /// <summary>Takes the macros in that belong to the next command.</summary>
    /// <param name="data">The letter of the command, then names and values.</param>
    /// <returns>What is wrong with them; <see langword="null"/> for nothing.</returns>
    public string? Take(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty) return "macros of no command";
        var command = (MilterCommand)data[0];
        if (!Enum.IsDefined(command) || command is MilterCommand.Macros or MilterCommand.Negotiate) return "macros of an unknown command";
        if (command == MilterCommand.Mail) (Login, QueueId) = (null, null);
        PacketText texts = new(data[1..]);
        while (!texts.IsAtEnd)
        {
            if (!texts.TryTake(out ReadOnlySpan<byte> name) || !texts.TryTake(out ReadOnlySpan<byte> value)) return "a macro without an end";
            if (!value.IsEmpty) Take(name, value);
        }

        return null;
    }

    /// <summary>Forgets what belongs to a message.</summary>
    public void EndMessage() => (Login, QueueId) = (null, null);

    /// <summary>Forgets what belongs to a client.</summary>
    public void EndClient()
    {
        IsTls = false;
        EndMessage();
    }

    private static string? ReadQueueId(ReadOnlySpan<byte> value)
    {
        if (value.Length > PostfixQueueParser.MaximumIdLength) return null;
        foreach (byte octet in value)
        {
            if (!char.IsAsciiLetterOrDigit((char)octet)) return null;
        }

        return PacketText.Decode(value);
    }

    private void Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        // Names of one letter stand without braces.
        if (name.SequenceEqual("i"u8) || name.SequenceEqual("{i}"u8)) QueueId = ReadQueueId(value);
        else if (name.SequenceEqual("{auth_authen}"u8)) Login = PacketText.Decode(value);
        else if (name.SequenceEqual("{tls_version}"u8)) IsTls = true;
    }
}
