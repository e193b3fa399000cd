namespace Submission.Policy.Content.Structure;

/// <summary>What a line means for the header in which it stands.</summary>
internal enum HeaderLine
{
    /// <summary>It belongs to the header.</summary>
    Field,

    /// <summary>Some readers end the header before or at it, others go on: junk, a line of blanks.</summary>
    Doubtful,

    /// <summary>It belongs to the header, and some readers end the header behind it: it ends with an empty line of bare CRs.</summary>
    DoubtfulBehind,

    /// <summary>The empty line at which every reader ends the header.</summary>
    End,
}
