using Submission.Hosting.Configuration;
using Submission.Smtp.Server;

namespace Submission.Hosting.Composition;

/// <summary>Makes the SMTP server's options of the host's.</summary>
internal static class SmtpServerSettings
{
    public static SmtpServerOptions From(SubmissionOptions options, bool keepsRequireTls)
    {
        if (options.DataDirectory is not null) Make(options.DataDirectory);
        return new SmtpServerOptions
        {
            Hostname = options.Hostname!,
            OfferRequireTls = keepsRequireTls,
            AllowCleartextAuthentication = options.AllowCleartextAuth,
            TrustedProxies = [.. options.TrustedProxies],
            SpoolDirectory = options.DataDirectory ?? Path.GetTempPath(),
            SpoolThreshold = options.Limits.MessageMemory,
            MaximumMessageSize = options.Limits.MessageSize,
            MaximumRecipients = options.Limits.Recipients,
            MaximumConnections = options.Limits.Connections,
            MaximumErrors = options.Limits.Errors,
            MaximumIdleCommands = options.Limits.IdleCommands,
            CommandTimeout = options.Limits.CommandTimeout,
            GreetingTimeout = options.Limits.GreetingTimeout,
            DataTimeout = options.Limits.DataTimeout,
            MessageTimeout = options.Limits.MessageTimeout,
            DrainTimeout = options.Limits.DrainTimeout,
            FailedAuthenticationDelay = options.PasswordChecks.FailureDelay,
            MaximumFailedAuthenticationDelay = options.PasswordChecks.MaximumFailureDelay,
        };
    }

    private static void Make(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HostStartException([$"Submission:DataDirectory: The folder '{folder}' cannot be made: {exception.Message}"]);
        }
    }
}
