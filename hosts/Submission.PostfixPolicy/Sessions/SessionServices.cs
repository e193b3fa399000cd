using Microsoft.Extensions.Logging;
using Submission.Hosting.Accounts;
using Submission.Hosting.Feedback;
using Submission.PostfixPolicy.Hosting;
using Submission.PostfixPolicy.Protocol;

namespace Submission.PostfixPolicy.Sessions;

/// <summary>What all sessions share.</summary>
internal sealed record SessionServices(
    PolicyEngine Engine, SessionAccounts Accounts, PostfixQueueHistory? Queue, PostfixPolicySettings Settings, TimeProvider Time, ILogger Logger)
{
    /// <summary>The senders and the logins that were read last.</summary>
    public KnownAddresses Known { get; } = new();
}
