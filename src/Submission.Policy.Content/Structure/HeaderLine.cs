namespace Submission.Policy.Content.Structure;

/// <summary>What a line means for the header in which it stands.</summary>
internal enum HeaderLine
{
    /// <summary>It belongs to the header.</summary>
    Field,

    /// <summary>Some readers end the header before or at it, others go on: junk, a line of blanks.</summary>
    Doubtful,

    /// <summary>The empty line at which every reader ends the header.</summary>
    End,
}
