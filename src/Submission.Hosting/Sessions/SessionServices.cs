using Microsoft.Extensions.Logging;
using Submission.Hosting.Accounts;
using Submission.Hosting.NextHop;

namespace Submission.Hosting.Sessions;

/// <summary>What all SMTP sessions of a host share.</summary>
internal sealed record SessionServices(
    string Hostname, PasswordAuthenticator Authenticator, NextHopPool NextHop, HandOverReports Reports, TimeProvider Time, ILogger Logger);
