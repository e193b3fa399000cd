namespace Submission.Policy.Expressions;

/// <summary>What must have been found out about the message before something can be judged: facts are read without a wait.</summary>
[Flags]
internal enum MessageNeeds
{
    None = 0,

    /// <summary>The message must have been read: see <see cref="PolicyContext.ReadMessageAsync"/>.</summary>
    Structure = 1,

    /// <summary>The spam scanner must have answered: see <see cref="PolicyContext.ScanForSpamAsync"/>.</summary>
    Spam = 2,

    /// <summary>The virus scanner is asked; the rule waits for it itself.</summary>
    Virus = 4,

    /// <summary>The scanners: they are started together, because each takes its time.</summary>
    Scanners = Spam | Virus,
}
