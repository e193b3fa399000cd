namespace Submission.Smtp.Protocol;

/// <summary>What a message's lines hold (BODY; RFC 6152).</summary>
public enum SmtpBodyType
{
    /// <summary>7BIT.</summary>
    SevenBit = 0,

    /// <summary>8BITMIME.</summary>
    EightBitMime = 1,
}
