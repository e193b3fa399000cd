using System.Runtime.CompilerServices;
using Submission.Policy.Lookups;

namespace Submission.Hosting.Demo;

/// <summary>
/// Stands in for clamd and for rspamd: knows the one text that every virus scanner and the one that every spam scanner takes for what it looks for, in whatever part of a
/// message they stand as they are.
/// </summary>
internal sealed class DemoScanners : IVirusScanner, ISpamScanner
{
    private const int PieceLength = 32 * 1024;

    /// <summary>The EICAR text. Put together here, because a scanner of this machine would take the program for a virus.</summary>
    public static string Eicar { get; } = string.Concat(@"X5O!P%@AP[4\PZX54(P^)7CC)7}$", "EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!$H+H*");

    /// <summary>The GTUBE text, for spam scanners.</summary>
    public static string Gtube { get; } = string.Concat("XJS*C4JDBQADN1.NSBN3*2IDNEN*", "GTUBE-STANDARD-", "ANTI-UBE-TEST-EMAIL*C.34X");

    public async ValueTask<LookupResult<string>> ScanAsync(MessageContent content, CancellationToken cancellationToken) =>
        await HoldsAsync(content, Eicar, cancellationToken).ConfigureAwait(false) ? LookupResult<string>.Found("Eicar-Test-Signature") : LookupResult<string>.Absent("clean");

    public async ValueTask<LookupResult<SpamScan>> ScanAsync(SpamScanRequest request, CancellationToken cancellationToken)
    {
        bool isSpam = await HoldsAsync(request.Content, Gtube, cancellationToken).ConfigureAwait(false);
        return LookupResult<SpamScan>.Found(new SpamScan(isSpam, isSpam ? 15 : 0.1) { RequiredScore = 6, Tests = isSpam ? ["GTUBE"] : [] });
    }

    private static async ValueTask<bool> HoldsAsync(MessageContent content, string text, CancellationToken cancellationToken)
    {
        byte[] wanted = System.Text.Encoding.ASCII.GetBytes(text);
        byte[] buffer = new byte[PieceLength + wanted.Length];
        Stream stream = content.OpenRead();
        await using ConfiguredAsyncDisposable opened = stream.ConfigureAwait(false);
        int kept = 0;
        int read;
        while ((read = await stream.ReadAsync(buffer.AsMemory(kept, PieceLength), cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (buffer.AsSpan(0, kept + read).IndexOf(wanted) >= 0) return true;
            // What a piece ends with may be the beginning of the text.
            int next = Math.Min(kept + read, wanted.Length - 1);
            buffer.AsSpan(kept + read - next, next).CopyTo(buffer);
            kept = next;
        }

        return false;
    }
}
