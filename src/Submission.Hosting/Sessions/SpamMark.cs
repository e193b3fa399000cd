using System.Globalization;
using System.Text;
using Submission.Policy.Lookups;

namespace Submission.Hosting.Sessions;

/// <summary>
/// Writes the fields by which the next hop and the recipients' mail programs tell a message that was judged spam and accepted all the same. What the scanner says is cleaned
/// and bounded, for it may have read it in the message.
/// </summary>
internal static class SpamMark
{
    private const int MaximumTests = 50;
    private const int MaximumTestLength = 64;
    private const int LineLength = 76;
    private const double MaximumScore = 1_000_000;

    /// <summary>The name of the field that says that it is spam.</summary>
    public const string Flag = "X-Spam-Flag";

    /// <summary>The value of that field.</summary>
    public const string FlagValue = "YES";

    /// <summary>The name of the field that says why.</summary>
    public const string Status = "X-Spam-Status";

    /// <summary>Both fields, as they stand in a message.</summary>
    public static byte[] Write(SpamScan scan) => Encoding.ASCII.GetBytes($"{Flag}: {FlagValue}\r\n{Status}: {StatusValue(scan)}\r\n");

    /// <summary>The value of the field that says why; folded, without the CRLF at its end.</summary>
    public static string StatusValue(SpamScan scan)
    {
        var text = new StringBuilder("Yes, score=");
        text.Append(Score(scan.Score));
        if (scan.RequiredScore is { } required) text.Append(" required=").Append(Score(required));
        text.Append("\r\n\ttests=");
        int column = "\ttests=".Length;
        int count = Math.Min(scan.Tests.Length, MaximumTests);
        if (count == 0) text.Append("none");
        for (int i = 0; i < count; i++)
        {
            string name = Clean(scan.Tests[i]);
            if (i > 0) text.Append(',');
            if (i > 0 && column + name.Length + 2 > LineLength)
            {
                text.Append("\r\n\t");
                column = 0;
            }

            text.Append(name);
            column += name.Length + 1;
        }

        return text.ToString();
    }

    private static string Score(double score) =>
        double.IsNaN(score) ? "0.0" : Math.Clamp(score, -MaximumScore, MaximumScore).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Clean(string name) => name.Length == 0 ? "_" : string.Create(Math.Min(name.Length, MaximumTestLength), name, static (span, from) =>
    {
        for (int i = 0; i < span.Length; i++) span[i] = char.IsAsciiLetterOrDigit(from[i]) || from[i] is '.' or '-' ? from[i] : '_';
    });
}
