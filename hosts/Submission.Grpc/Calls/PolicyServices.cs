using Microsoft.Extensions.Logging;
using Submission.Hosting.Accounts;
using Submission.Hosting.Configuration;

namespace Submission.Grpc.Calls;

/// <summary>What all calls share.</summary>
/// <param name="Engine">The policy.</param>
/// <param name="Accounts">Finds the account of a login.</param>
/// <param name="Options">The options of the service.</param>
/// <param name="SpoolDirectory">Where large messages are while they are judged.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">Takes a line for each verdict.</param>
internal sealed record PolicyServices(
    PolicyEngine Engine, SessionAccounts Accounts, GrpcOptions Options, string SpoolDirectory, TimeProvider Time, ILogger Logger);
