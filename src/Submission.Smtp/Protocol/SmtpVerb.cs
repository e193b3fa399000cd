namespace Submission.Smtp.Protocol;

internal enum SmtpVerb
{
    Unknown = 0,
    Helo,
    Ehlo,
    StartTls,
    Auth,
    Mail,
    Rcpt,
    Data,
    Bdat,
    Rset,
    Noop,
    Quit,
    Vrfy,
    Expn,
    Help,

    /// <summary>The first word of another protocol: whoever sends it was made to speak to us by somebody else.</summary>
    Foreign,
}
