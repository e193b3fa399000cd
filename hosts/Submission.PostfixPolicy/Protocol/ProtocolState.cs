namespace Submission.PostfixPolicy.Protocol;

/// <summary>The step of the SMTP session in which Postfix asks.</summary>
internal enum ProtocolState
{
    /// <summary>One that this host does not know.</summary>
    Unknown,
    Connect,
    Helo,
    Mail,
    Rcpt,
    Data,
    EndOfMessage,

    /// <summary>VRFY or ETRN, at which no rule is asked.</summary>
    Other,
}
