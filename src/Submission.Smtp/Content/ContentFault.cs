namespace Submission.Smtp.Content;

/// <summary>Why the data of a message is refused at its end.</summary>
internal enum ContentFault
{
    None = 0,

    /// <summary>A CR or LF that is no part of CRLF, or a NUL: what would end the data elsewhere does not pass here.</summary>
    BadOctet,

    LineTooLong,

    TooBig,

    HeaderTooBig,

    /// <summary>The spool could not be written.</summary>
    NoStorage,

    /// <summary>The host did not want the data.</summary>
    Refused,
}
