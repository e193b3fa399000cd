using System.Net;
using Submission.Hosting.Telemetry;
using Submission.PostfixPolicy.Hosting;
using Submission.PostfixPolicy.Protocol;
using Submission.PostfixPolicy.Sessions;

namespace Submission.PostfixPolicy.Server;

/// <summary>Finds the answer to each request. There is always one, and always in time: Postfix must not be left to wait. Thread-safe.</summary>
internal sealed class PolicyAnswers(SessionTable table, SessionServices services)
{
    private readonly RareLog _malformed = new(services.Time);
    private readonly RareLog _unknownState = new(services.Time);
    private readonly RareLog _unexpectedState = new(services.Time);
    private readonly RareLog _unknownMessage = new(services.Time);
    private readonly RareLog _failed = new(services.Time);
    private readonly RareLog _tooLate = new(services.Time);

    private PostfixPolicySettings Settings => services.Settings;

    /// <summary>Answers a request.</summary>
    /// <param name="asker">The connection.</param>
    /// <returns>The answer. What completes later than <see cref="PostfixPolicySettings.Timeout"/> is answered by the host itself.</returns>
    public ValueTask<PolicyAction> AnswerAsync(Asker asker)
    {
        PolicyRequest request = asker.Request;
        if (request.Fault != RequestFault.None) return new(Malformed(request.Fault));
        if (request.State == ProtocolState.Unknown && _unknownState.MayTell(out long others)) PostfixPolicyLog.UnknownState(services.Logger, others);
        if (request.State is ProtocolState.Unknown or ProtocolState.Other) return new(PolicyAction.Dunno);
        if (request.State > Settings.ChargeAt && _unexpectedState.MayTell(out long more)) PostfixPolicyLog.UnexpectedState(services.Logger, request.State, Settings.ChargeAt, more);
        if (!IPAddress.TryParse(request[PolicyAttribute.ClientAddress], out IPAddress? address)) return new(Malformed(RequestFault.NoClient));
        ValueTask<(PolicyAction Action, MailSession Session)> decision = DecideAsync(asker, request, address, asker.Ending.Token);
        if (!decision.IsCompletedSuccessfully) return AwaitAsync(asker, decision);
        (PolicyAction action, asker.Last) = decision.Result;
        TellUnknown(action);
        return new(action);
    }

    /// <summary>Tells of a failure.</summary>
    public void Failed(Exception error)
    {
        if (_failed.MayTell(out long others)) PostfixPolicyLog.DecisionFailed(services.Logger, others, error);
    }

    private async ValueTask<(PolicyAction Action, MailSession Session)> DecideAsync(Asker asker, PolicyRequest request, IPAddress address, CancellationToken cancellationToken)
    {
        MailSession session = await table.AcquireAsync(request, address, asker.Connection, asker.Last).ConfigureAwait(false);
        bool isAnswered = false;
        try
        {
            PolicyAction action = await session.DecideAsync(request, cancellationToken).ConfigureAwait(false);
            // Where it came too late something else was answered, and what was decided must not stand.
            isAnswered = !cancellationToken.IsCancellationRequested;
            return (action, session);
        }
        finally
        {
            if (isAnswered) table.Release(session, request);
            else await table.EndHeldAsync(session).ConfigureAwait(false);
        }
    }

    private async ValueTask<PolicyAction> AwaitAsync(Asker asker, ValueTask<(PolicyAction Action, MailSession Session)> decision)
    {
        Task<(PolicyAction Action, MailSession Session)> pending = decision.AsTask();
        try
        {
            (PolicyAction action, asker.Last) = await pending.WaitAsync(Settings.Timeout, services.Time).ConfigureAwait(false);
            TellUnknown(action);
            return action;
        }
        catch (TimeoutException) when (!pending.IsCompleted)
        {
            if (_tooLate.MayTell(out long others)) PostfixPolicyLog.DecisionTooLate(services.Logger, Settings.Timeout, others);
            await asker.AbandonAsync().ConfigureAwait(false);
            _ = pending.ContinueWith(static late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
        catch (Exception error)
        {
            Failed(error);
        }

        asker.Last = null;
        return OwnReplies.Failed;
    }

    private void TellUnknown(PolicyAction action)
    {
        if (action == OwnReplies.UnknownMessage && _unknownMessage.MayTell(out long others)) PostfixPolicyLog.UnknownMessage(services.Logger, others);
    }

    private PolicyAction Malformed(RequestFault fault)
    {
        if (_malformed.MayTell(out long others)) PostfixPolicyLog.Malformed(services.Logger, fault, others);
        return OwnReplies.Malformed;
    }
}
