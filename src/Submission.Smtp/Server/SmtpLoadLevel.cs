namespace Submission.Smtp.Server;

/// <summary>How much a server has to bear.</summary>
internal enum SmtpLoadLevel
{
    Normal = 0,

    /// <summary>Sessions are borne with less patience.</summary>
    Busy,

    /// <summary>Besides, new sessions are sent away.</summary>
    Overloaded,
}
