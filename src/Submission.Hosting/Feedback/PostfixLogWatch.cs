using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Submission.Hosting.Sessions;
using Submission.Hosting.Telemetry;

namespace Submission.Hosting.Feedback;

/// <summary>
/// Tells the policy of every failed authentication in the log of a Postfix, so that the limits on them count them. It reads no faster than the policy counts; the log keeps what
/// is still to be read, so that none is lost in a burst.
/// </summary>
/// <param name="source">The log.</param>
/// <param name="isBare">Whether its lines may be messages alone, without time, host and program before them.</param>
/// <param name="engine">The policy.</param>
/// <param name="logger">Where the verdicts are told.</param>
internal sealed class PostfixLogWatch(ILogSource source, bool isBare, PolicyEngine engine, ILogger logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var lines = new PostfixLogLines(isBare);
        try
        {
            await foreach (ReadOnlyMemory<byte> piece in source.ReadAsync(stoppingToken).ConfigureAwait(false))
            {
                ReadOnlyMemory<byte> rest = piece;
                while (lines.TryRead(ref rest, out FailedLogin failure))
                {
                    for (int time = 0; time < failure.Times; time++) await TellAsync(failure, stoppingToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return; // the host stops
        }
    }

    // Nobody hears the reply: Postfix has given its own. What the policy refuses is the next connection.
    private async ValueTask TellAsync(FailedLogin failure, CancellationToken stoppingToken)
    {
        try
        {
            PolicySession session = engine.OpenSession(new ClientFacts(failure.Client));
            await using (session.ConfigureAwait(false))
            {
                HostingMetrics.Authenticated(AuthenticationOutcome.WrongPassword);
                Verdict verdict = await session.AuthenticateAsync(failure.Login, AuthenticationOutcome.WrongPassword, stoppingToken).ConfigureAwait(false);
                new SessionLog(logger, session).Authentication(AuthenticationOutcome.WrongPassword, failure.Login, verdict);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            FeedbackLog.FailedLoginNotCounted(logger, failure.Client.ToString(), exception);
        }
    }
}
