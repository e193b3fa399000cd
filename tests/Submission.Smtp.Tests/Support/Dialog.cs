namespace Submission.Smtp.Tests.Support;

/// <summary>
/// Plays a dialog: a line <c>C: text</c> is sent, a line <c>S: text</c> is expected exactly, or up to its <c>*</c>; <c>S: EOF</c>
/// expects the close. Lines of the client without one of the server between go in one write.
/// </summary>
internal static class Dialog
{
    public static async Task PlayAsync(SmtpWire client, string script)
    {
        string pending = "";
        Queue<string> received = new();
        foreach (string line in script.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string text = line.Length > 3 ? line[3..] : "";
            if (line.StartsWith("C:", StringComparison.Ordinal))
            {
                pending += text + "\r\n";
                continue;
            }

            if (pending.Length > 0) await client.SendAsync(pending);
            pending = "";
            if (received.Count == 0)
            {
                foreach (string one in (await client.ReadAsync()).Split('\n')) received.Enqueue(one);
            }

            string actual = received.Dequeue();
            if (text.EndsWith('*')) Assert.StartsWith(text[..^1], actual, StringComparison.Ordinal);
            else Assert.Equal(text, actual);
        }

        Assert.Equal("", pending);
    }
}
