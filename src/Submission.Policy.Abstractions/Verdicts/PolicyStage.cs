namespace Submission.Policy;

/// <summary>A moment in an SMTP session at which rules are asked, in the order in which a session passes them.</summary>
public enum PolicyStage
{
    /// <summary>A client has connected; only its address is known.</summary>
    Connect,

    /// <summary>The client has said HELO or EHLO.</summary>
    Helo,

    /// <summary>An AUTH exchange has ended, well or badly.</summary>
    Auth,

    /// <summary>MAIL FROM: the reverse-path and its parameters are known.</summary>
    Mail,

    /// <summary>RCPT TO: one forward-path is known; asked once for each recipient.</summary>
    Rcpt,

    /// <summary>End of data: headers, body and real size are known.</summary>
    Message,
}
