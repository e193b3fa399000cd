using Submission.PostfixPolicy.Protocol;

namespace Submission.PostfixPolicy.Hosting;

/// <summary>What can be seen from the states in which Postfix asks.</summary>
internal static class PostfixPolicyView
{
    /// <summary>
    /// What is known in an earlier state is told in every later one, so that its stages are judged there; only the recipients are told one by one at RCPT alone. Who answers AUTH is Postfix, so that stage
    /// is nobody's to see here. Nothing tells of the end of a connection, nor what a message holds.
    /// </summary>
    /// <param name="states">The states.</param>
    /// <param name="readsLog">Whether the log of Postfix is read, which tells of failed authentications.</param>
    public static HostView Of(IReadOnlyCollection<ProtocolState> states, bool readsLog)
    {
        PolicyStages stages = PolicyStages.Connect;
        if (states.Any(static state => state >= ProtocolState.Helo)) stages |= PolicyStages.Helo;
        if (states.Any(static state => state >= ProtocolState.Mail)) stages |= PolicyStages.Mail;
        if (states.Contains(ProtocolState.Rcpt)) stages |= PolicyStages.Rcpt;
        if (states.Contains(ProtocolState.EndOfMessage)) stages |= PolicyStages.Message;
        return new HostView { Stages = stages, Sight = HostSight.MessageSize | (readsLog ? HostSight.FailedAuthentication : HostSight.None) };
    }
}
