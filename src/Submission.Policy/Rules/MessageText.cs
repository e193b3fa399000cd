using System.Text;
using Submission.Policy.Expressions;

namespace Submission.Policy.Rules;

/// <summary>Texts that somebody else has written into a message, as they may stand in a log.</summary>
internal static class MessageText
{
    private const int MaximumLength = 100;

    /// <summary>The text in quotes, on one line, without control characters; of a long one the end, which tells more of a file name.</summary>
    public static string Quote(string text)
    {
        StringBuilder quoted = new(MaximumLength + 3);
        quoted.Append('\'');
        ReadOnlySpan<char> shown = text;
        if (shown.Length > MaximumLength)
        {
            quoted.Append('…');
            shown = shown[^MaximumLength..];
        }

        ReplyText.Append(quoted, shown, room: 4 * MaximumLength);
        return quoted.Append('\'').ToString();
    }
}
