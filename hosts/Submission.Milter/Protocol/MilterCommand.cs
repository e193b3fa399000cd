namespace Submission.Milter.Protocol;

/// <summary>What a mail server sends: the letter of a packet.</summary>
internal enum MilterCommand : byte
{
    Abort = (byte)'A',
    Body = (byte)'B',
    Connect = (byte)'C',
    Macros = (byte)'D',

    /// <summary>The message has ended; what the packet holds is the last of its body.</summary>
    EndOfBody = (byte)'E',
    Hello = (byte)'H',

    /// <summary>The client has gone, and another one follows on the same connection.</summary>
    QuitForNext = (byte)'K',
    Header = (byte)'L',
    Mail = (byte)'M',
    EndOfHeaders = (byte)'N',
    Negotiate = (byte)'O',
    Quit = (byte)'Q',
    Recipient = (byte)'R',
    Data = (byte)'T',
    Unknown = (byte)'U',
}
