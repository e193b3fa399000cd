using System.Diagnostics;

namespace Submission.Hosting.Feedback;

/// <summary>A program and its arguments, separated by blanks, which no shell reads. Thread-safe.</summary>
internal static class ExternalCommand
{
    private const int MaximumErrorLength = 400;

    /// <summary>Starts it, with nothing to read.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program, or it cannot be started.</exception>
    public static Process Start(string command)
    {
        string[] words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Process process = Process.Start(new ProcessStartInfo(words[0], words[1..])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        return process;
    }

    /// <summary>What it says on its standard error: read to the end, so that it never waits for a reader, and kept in part.</summary>
    public static async Task<string> ReadErrorsAsync(Process process, CancellationToken cancellationToken)
    {
        char[] buffer = new char[MaximumErrorLength];
        int kept = 0;
        int read;
        while ((read = await process.StandardError.ReadAsync(buffer.AsMemory(kept < buffer.Length ? kept : 0), cancellationToken).ConfigureAwait(false)) > 0)
            kept = Math.Min(buffer.Length, kept + read);
        return new string(buffer, 0, kept).ReplaceLineEndings(" ").Trim();
    }
}
