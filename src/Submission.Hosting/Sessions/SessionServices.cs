using Microsoft.Extensions.Logging;
using Submission.Hosting.Accounts;
using Submission.Hosting.Outlets;

namespace Submission.Hosting.Sessions;

/// <summary>What all SMTP sessions of a host share.</summary>
internal sealed record SessionServices(
    string Hostname, int MaximumHops, PasswordAuthenticator Authenticator, LoginAlarm Alarm, WrongPasswords WrongPasswords, IMailOutlet Outlet, TimeProvider Time, ILogger Logger);
