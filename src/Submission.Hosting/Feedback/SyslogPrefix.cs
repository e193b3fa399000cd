using System.Globalization;

namespace Submission.Hosting.Feedback;

/// <summary>
/// The beginning of a line of a log: time, host, and program with its process id, as syslog daemons, journalctl and Postfix itself write it. Thread-safe.
/// </summary>
internal static class SyslogPrefix
{
    // The shortest of each: "Nov 25 08:52:38", "1795596759".
    private const int TraditionalTimeLength = 15;
    private const int ShortestTime = 10;
    private const int MaximumRepetitions = 100_000;

    /// <summary>Goes behind the beginning of a line where a certain program wrote it.</summary>
    /// <param name="line">The line, and then what is behind its beginning.</param>
    /// <param name="program">How the program's name ends: <c>/smtpd</c>.</param>
    /// <returns>Whether it is such a beginning; otherwise the line is as it was.</returns>
    public static bool TrySkip(ref ReadOnlySpan<char> line, string program)
    {
        int time = TimeLength(line);
        if (time == 0) return false;
        ReadOnlySpan<char> rest = line[(time + 1)..];
        int host = rest.IndexOf(' ');
        if (host < 1) return false;
        rest = rest[(host + 1)..];
        int open = rest.IndexOf('[');
        if (open <= program.Length || !rest[..open].EndsWith(program, StringComparison.Ordinal) || !IsProgram(rest[..open])) return false;
        rest = rest[(open + 1)..];
        int digits = Digits(rest);
        if (digits == 0 || !rest[digits..].StartsWith("]: ", StringComparison.Ordinal)) return false;
        line = rest[(digits + 3)..];
        return true;
    }

    /// <summary>Takes the frame off a message that rsyslog has put in the place of several like it ($RepeatedMsgReduction); any other stays as it is.</summary>
    /// <param name="message">The message, and then what is in the frame.</param>
    /// <param name="times">How many messages it stands for.</param>
    /// <returns>Whether the message is whole and stands for one to 100,000.</returns>
    public static bool TryTakeRepetition(ref ReadOnlySpan<char> message, out int times)
    {
        const string Beginning = "message repeated ";
        const string End = " times: [ ";
        times = 1;
        if (!message.StartsWith(Beginning, StringComparison.Ordinal)) return true;
        ReadOnlySpan<char> rest = message[Beginning.Length..];
        int digits = Digits(rest);
        if (digits is 0 or > 6 || !rest[digits..].StartsWith(End, StringComparison.Ordinal) || !rest.EndsWith("]", StringComparison.Ordinal)) return false;
        times = int.Parse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
        message = rest[(digits + End.Length)..^1];
        return times is > 0 and <= MaximumRepetitions;
    }

    // Up to the blank behind it.
    private static int TimeLength(ReadOnlySpan<char> line)
    {
        if (line.Length <= TraditionalTimeLength) return 0;
        int start = 0;
        if (!char.IsAsciiDigit(line[0]))
        {
            // "Nov 25 08:52:38", "Nov  5 08:52:38.123456"
            bool isDate = char.IsAsciiLetter(line[0]) && char.IsAsciiLetter(line[1]) && char.IsAsciiLetter(line[2]) && line[3] == ' '
                && (char.IsAsciiDigit(line[4]) || line[4] == ' ') && char.IsAsciiDigit(line[5]) && line[6] == ' ';
            if (!isDate) return 0;
            start = 7;
        }

        int end = start;
        while (end < line.Length && (char.IsAsciiDigit(line[end]) || line[end] is ':' or '.' or '-' or '+' or 'T' or 'Z')) end++;
        return end >= start + (start == 0 ? ShortestTime : TraditionalTimeLength - start) && end < line.Length && line[end] == ' ' ? end : 0;
    }

    private static bool IsProgram(ReadOnlySpan<char> name)
    {
        foreach (char character in name)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('/' or '.' or '-' or '_')) return false;
        }

        return true;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        int count = 0;
        while (count < text.Length && char.IsAsciiDigit(text[count])) count++;
        return count;
    }
}
