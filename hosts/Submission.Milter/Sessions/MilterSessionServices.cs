using Microsoft.Extensions.Logging;
using Submission.Hosting.Accounts;
using Submission.Hosting.Feedback;

namespace Submission.Milter.Sessions;

/// <summary>What all sessions of the milter share.</summary>
internal sealed record MilterSessionServices(
    string Hostname, SessionAccounts Accounts, DeliveryReports Reports, PostfixQueueHistory? Queue, TimeProvider Time, ILogger Logger);
