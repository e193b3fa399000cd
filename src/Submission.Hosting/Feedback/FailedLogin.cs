using System.Net;

namespace Submission.Hosting.Feedback;

/// <summary>An authentication that a mail server has refused, as its log tells it. Immutable and thread-safe.</summary>
/// <param name="Client">The client.</param>
/// <param name="Login">The login as the client gave it, without control characters and cut short; empty where the log does not tell it.</param>
/// <param name="Times">How often; more than once where syslog puts like lines together.</param>
internal readonly record struct FailedLogin(IPAddress Client, string Login, int Times = 1);
