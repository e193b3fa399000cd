using System.Globalization;
using System.Text;

namespace Submission.Admin;

/// <summary>Checks reasons: they go into logs, lists and notices, so that they are one short line. Compiled into the host and the CLI, so that they agree.</summary>
internal static class AdminReason
{
    /// <summary>What is wrong with a reason, as a sentence; <see langword="null"/> where it can be used.</summary>
    public static string? ProblemOf(string reason)
    {
        if (string.IsNullOrWhiteSpace(reason)) return "The reason is empty.";
        if (reason.Length > AdminQueueWords.MaximumReasonLength)
            return string.Create(CultureInfo.InvariantCulture, $"The reason has {reason.Length} characters; it may have {AdminQueueWords.MaximumReasonLength}.");
        foreach (Rune rune in reason.EnumerateRunes())
        {
            // A lone surrogate is enumerated as U+FFFD, which is a symbol and harmless.
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                return string.Create(CultureInfo.InvariantCulture, $"The reason holds the character U+{rune.Value:X4}; it must be one line of text.");
        }

        return null;
    }
}
