using System.Globalization;

namespace Durability.Tests.PowerCut;

/// <summary>Reads what <c>strace -f -y -xx -o</c> has written, in its order: a call begins, and ends at once or later, when others have begun.</summary>
internal static class SystemCallTrace
{
    /// <summary>What strace is asked for.</summary>
    public static readonly IReadOnlyList<string> Options =
    [
        "-f", "-qq", "--seccomp-bpf", "-y", "-xx", "-s", "4000000", "-e", "signal=none", "-e",
        "trace=open,openat,creat,pwrite64,write,writev,pwritev,ftruncate,fallocate,rename,renameat,renameat2,link,linkat,unlink,unlinkat,mkdir,mkdirat,rmdir,fsync,fdatasync,sendto,sendmsg,recvfrom",
    ];

    private const string Unfinished = " <unfinished ...>";
    private const string Resumed = "<... ";

    /// <summary>The calls, each as it begins and again as it ends.</summary>
    public static IEnumerable<(TracedCall Call, bool IsEnd)> Read(string path)
    {
        var open = new Dictionary<string, TracedCall>(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(path))
        {
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            string thread = line[..space];
            string text = line[space..].TrimStart();
            if (text.StartsWith(Resumed, StringComparison.Ordinal))
            {
                if (!open.Remove(thread, out TracedCall? begun)) continue;
                End(begun, begun.Text + text[(text.IndexOf('>', StringComparison.Ordinal) + 1)..]);
                yield return (begun, true);
                continue;
            }

            int parenthesis = text.IndexOf('(', StringComparison.Ordinal);
            if (parenthesis < 0) continue;
            var call = new TracedCall(text[..parenthesis]);
            text = text[(parenthesis + 1)..];
            if (text.EndsWith(Unfinished, StringComparison.Ordinal))
            {
                call.Text = text[..^Unfinished.Length];
                open[thread] = call;
                yield return (call, false);
                continue;
            }

            End(call, text);
            yield return (call, false);
            yield return (call, true);
        }
    }

    private static void End(TracedCall call, string text)
    {
        // The result stands in a column of its own where the call is short.
        int end = text.LastIndexOf(" = ", StringComparison.Ordinal);
        call.Text = (end < 0 ? text : text[..end]).TrimEnd().TrimEnd(')');
        string result = end < 0 ? "?" : text[(end + 3)..];
        int length = result.AsSpan().IndexOfAny(' ', '<');
        call.Result = long.TryParse(length < 0 ? result : result[..length], CultureInfo.InvariantCulture, out long value) ? value : -1;
    }
}
