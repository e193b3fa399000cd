using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Submission.Hosting.Feedback;

/// <summary>Runs a command that prints a log as it grows, and starts it again when it ends: after a second, then after longer and longer times up to a minute.</summary>
internal sealed class LogCommand(string command, TimeProvider time, ILogger logger) : ILogSource
{
    private const int PieceLength = 64 * 1024;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly byte[] EndOfLine = "\n"u8.ToArray();

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] piece = new byte[PieceLength];
        for (TimeSpan pause = ShortestPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            long start = time.GetTimestamp();
            using (Process? process = Start())
            {
                if (process is not null)
                {
                    try
                    {
                        Task<string> errors = ExternalCommand.ReadErrorsAsync(process, cancellationToken);
                        int read;
                        while ((read = await process.StandardOutput.BaseStream.ReadAsync(piece, cancellationToken).ConfigureAwait(false)) > 0) yield return piece.AsMemory(0, read);
                        yield return EndOfLine;
                        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
                        FeedbackLog.LogCommandFailed(logger, command, $"it ended with exit code {process.ExitCode} {await errors.ConfigureAwait(false)}".TrimEnd());
                    }
                    finally
                    {
                        if (!process.HasExited) process.Kill(entireProcessTree: true);
                    }
                }
            }

            if (time.GetElapsedTime(start) >= LongestPause) pause = ShortestPause;
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private Process? Start()
    {
        try
        {
            return ExternalCommand.Start(command);
        }
        catch (Exception exception) when (exception is Win32Exception or IOException or InvalidOperationException)
        {
            FeedbackLog.LogCommandFailed(logger, command, exception.Message);
            return null;
        }
    }
}
