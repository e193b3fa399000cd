namespace Submission.Gateway.Dsn;

/// <summary>The language of the text that people read in a notice.</summary>
public enum NoticeLanguage
{
    /// <summary>English.</summary>
    En,

    /// <summary>Czech, with the English text below it.</summary>
    Cs,
}
