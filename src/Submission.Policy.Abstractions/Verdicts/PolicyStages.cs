namespace Submission.Policy;

/// <summary>A set of <see cref="PolicyStage"/>.</summary>
[Flags]
public enum PolicyStages
{
    /// <summary>No stage.</summary>
    None = 0,

    /// <summary><see cref="PolicyStage.Connect"/>.</summary>
    Connect = 1 << PolicyStage.Connect,

    /// <summary><see cref="PolicyStage.Helo"/>.</summary>
    Helo = 1 << PolicyStage.Helo,

    /// <summary><see cref="PolicyStage.Auth"/>.</summary>
    Auth = 1 << PolicyStage.Auth,

    /// <summary><see cref="PolicyStage.Mail"/>.</summary>
    Mail = 1 << PolicyStage.Mail,

    /// <summary><see cref="PolicyStage.Rcpt"/>.</summary>
    Rcpt = 1 << PolicyStage.Rcpt,

    /// <summary><see cref="PolicyStage.Message"/>.</summary>
    Message = 1 << PolicyStage.Message,
}
