using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Submission.Smtp.Content;

namespace Submission.Hosting.Demo;

/// <summary>Shows a message that has arrived: its id, envelope, size and header. Text from the message can neither colour nor move anything. Thread-safe.</summary>
internal sealed partial class DemoMessageView(TextWriter output, bool isColoured)
{
    private const int MaximumHeaderBytes = 8192;
    private const int MaximumLines = 40;
    private const int MaximumLineLength = 160;
    private readonly Lock _lock = new();

    public async ValueTask ShowAsync(EmailAddress sender, IReadOnlyList<EmailAddress> recipients, MessageBody body, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaximumHeaderBytes];
        int length = 0;
        int read;
        while (length < buffer.Length && (read = await body.ReadAsync(length, buffer.AsMemory(length), cancellationToken).ConfigureAwait(false)) > 0) length += read;
        string[] header = [.. Encoding.UTF8.GetString(buffer, 0, length).Split("\r\n\r\n")[0].Split("\r\n").Take(MaximumLines)];

        var text = new StringBuilder();
        text.Append(Bold($"--- arrived: {IdOf(header)}, {body.Length.ToString("N0", CultureInfo.InvariantCulture)} octets ---")).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"    from <{sender}> to {string.Join(", ", recipients.Take(10).Select(static recipient => $"<{recipient}>"))}{(recipients.Count > 10 ? ", …" : "")}\n");
        foreach (string line in header) text.Append("    ").Append(Harmless(line)).Append('\n');
        lock (_lock)
        {
            output.Write(text.ToString());
            output.Flush();
        }
    }

    private static string IdOf(string[] header) => ReceivedId().Match(string.Join('\n', header)) is { Success: true } match ? match.Groups["id"].Value : "no id";

    private static string Harmless(string line)
    {
        string text = line.Length > MaximumLineLength ? line[..MaximumLineLength] + "…" : line;
        return string.Create(text.Length, text, static (span, from) =>
        {
            for (int i = 0; i < span.Length; i++) span[i] = from[i] == '\t' || !char.IsControl(from[i]) ? from[i] : '?';
        });
    }

    private string Bold(string text) => isColoured ? $"\e[1;32m{text}\e[0m" : text;

    [GeneratedRegex("^\tby [^ ]+ with [^ ]+ id (?<id>[0-9A-Za-z]{22});", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ReceivedId();
}
