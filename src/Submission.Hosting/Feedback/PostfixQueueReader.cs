using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Submission.Hosting.Configuration;

namespace Submission.Hosting.Feedback;

/// <summary>Runs the command that lists the queue and reads what it prints. Thread-safe.</summary>
internal sealed class PostfixQueueReader(PostfixQueueOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>Looks at the queue.</summary>
    /// <param name="cancellationToken">Ends the command.</param>
    /// <returns>What is in the queue; <see langword="null"/> where the command failed or took too long, which the log tells.</returns>
    public async Task<PostfixQueueSnapshot?> ReadAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.Timeout, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using Process process = ExternalCommand.Start(options.Command);
            try
            {
                return await ReadAsync(process, ending.Token).ConfigureAwait(false);
            }
            finally
            {
                if (!process.HasExited) process.Kill();
            }
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            FeedbackLog.QueueCommandFailed(logger, options.Command, $"it took longer than {options.Timeout}");
        }
        catch (Exception exception) when (exception is Win32Exception or IOException or InvalidOperationException)
        {
            FeedbackLog.QueueCommandFailed(logger, options.Command, exception.Message);
        }

        return null;
    }

    private async Task<PostfixQueueSnapshot?> ReadAsync(Process process, CancellationToken cancellationToken)
    {
        Task<string> errors = ExternalCommand.ReadErrorsAsync(process, cancellationToken);
        PostfixQueueSnapshot snapshot = await PostfixQueueParser.ReadAsync(process.StandardOutput.BaseStream, cancellationToken).ConfigureAwait(false);
        string said = await errors.ConfigureAwait(false);
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        if (process.ExitCode != 0)
        {
            // What it has printed may be a part only, and what is missing would pass for delivered.
            FeedbackLog.QueueCommandFailed(logger, options.Command, $"exit code {process.ExitCode} {said}".TrimEnd());
            return null;
        }

        if (snapshot.Junk > 0) FeedbackLog.QueueLinesSkipped(logger, snapshot.Junk);
        if (!snapshot.IsComplete) FeedbackLog.QueueTooLong(logger, PostfixQueueParser.MaximumEntries);
        return snapshot;
    }
}
