using System.ComponentModel.DataAnnotations;

namespace Submission.Hosting.Configuration;

/// <summary>How far messages are read by the rules that look into them. A message beyond one of these bounds is refused by such a rule, never accepted unread.</summary>
public sealed class MessageOptions
{
    /// <summary>How many multiparts, messages and archives of other formats may stand within each other.</summary>
    [Range(1, 1000)]
    public int Depth { get; set; } = 100;

    /// <summary>How many parts a message may have.</summary>
    [Range(1, 1_000_000)]
    public int Parts { get; set; } = 10_000;
}
