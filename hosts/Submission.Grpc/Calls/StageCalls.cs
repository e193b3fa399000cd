using Microsoft.Extensions.Logging;
using Submission.Grpc.Mapping;
using Submission.Hosting.Accounts;
using Submission.Hosting.Sessions;

namespace Submission.Grpc.Calls;

/// <summary>Asks the engine, and answers also where the engine fails.</summary>
internal static partial class StageCalls
{
    /// <summary>Waits for a verdict. An engine that fails is a bug, and the answer is what the policy answers for a rule that fails: to try again later.</summary>
    public static async ValueTask<Verdict> JudgeAsync(this PolicyServices services, ValueTask<Verdict> judging, TransactionId id, CancellationToken cancellationToken)
    {
        try
        {
            return await judging;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            EngineFailed(services.Logger, id, exception);
            return EngineFailure(id, exception);
        }
    }

    /// <summary>Judges the outcome of an AUTH exchange, after looking the login up where the caller has not told the account.</summary>
    public static async ValueTask<(Verdict Verdict, AuthenticationOutcome Outcome)> AuthenticateAsync(
        this PolicyServices services, PolicySession session, Wire.Authentication message, string path, CancellationToken cancellationToken)
    {
        AuthenticationOutcome outcome = FactReader.Outcome(message.Outcome, path + ".outcome");
        string login = FactReader.Text(message.Login, path + ".login");
        AccountFacts? account = message.Account is null ? null : FactReader.Account(message.Account, path + ".account");
        if (account is not null && outcome != AuthenticationOutcome.Succeeded) throw CallErrors.Invalid(path + ".account", "only a success has an account");
        if (account is null && login.Length == 0 && outcome == AuthenticationOutcome.Succeeded) throw CallErrors.Absent(path + ".login");
        if (account is null && outcome == AuthenticationOutcome.Succeeded)
            (outcome, account) = await services.Accounts.FindAsync(login, cancellationToken);
        Verdict verdict = await services.JudgeAsync(
            account is not null ? session.AuthenticateAsync(account, cancellationToken) : session.AuthenticateAsync(login, outcome, cancellationToken),
            session.Id, cancellationToken);
        // An account that is not let in must not look as if it were, whatever the policy leaves unanswered.
        if (account is null && verdict.Reply is null) verdict = HostVerdicts.Unauthenticated(outcome, session.Id);
        new SessionLog(services.Logger, session).Authentication(outcome, account?.Login ?? login, verdict);
        return (verdict, outcome);
    }

    private static Verdict EngineFailure(TransactionId id, Exception exception) => Verdict.Defer(
        new SmtpReply(451, new EnhancedStatus(4, 3, 0), $"{id} temporary failure, try again later"), $"the engine failed: {exception.GetType().Name}");

    [LoggerMessage(901, LogLevel.Error, "{Id}: the engine failed")]
    private static partial void EngineFailed(ILogger logger, TransactionId id, Exception exception);
}
