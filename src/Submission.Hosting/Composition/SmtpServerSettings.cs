using Submission.Hosting.Configuration;
using Submission.Smtp.Server;

namespace Submission.Hosting.Composition;

/// <summary>Makes the SMTP server's options of the host's.</summary>
internal static class SmtpServerSettings
{
    public static SmtpServerOptions From(SubmissionOptions options, bool keepsRequireTls)
    {
        if (options.DataDirectory is not null) Make(options.DataDirectory);
        SmtpLimitOptions limits = options.Limits;
        SmtpServerOptions server = new()
        {
            Hostname = options.Hostname!,
            OfferRequireTls = keepsRequireTls,
            AllowCleartextAuthentication = options.AllowCleartextAuth,
            TrustedProxies = [.. options.TrustedProxies],
            SpoolDirectory = options.DataDirectory ?? Path.GetTempPath(),
            SpoolThreshold = limits.MessageMemory,
            MaximumMessageSize = limits.MessageSize,
            MaximumHeaderSize = limits.HeaderSize,
            MaximumLineLength = limits.LineLength,
            MaximumAuthenticationLineLength = limits.AuthLineLength,
            MaximumDataLineLength = limits.DataLineLength,
            MaximumDroppedDataLength = limits.DroppedData,
            MaximumRecipients = limits.Recipients,
            MaximumConnections = limits.Connections,
            MaximumConnectionsPerAddress = limits.ConnectionsPerAddress,
            MaximumConnectionsPerNetwork = limits.ConnectionsPerNetwork,
            MaximumConnectionRate = limits.ConnectionRate,
            MaximumErrors = limits.Errors,
            MaximumIdleCommands = limits.IdleCommands,
            MaximumCommands = limits.Commands,
            CommandTimeout = limits.CommandTimeout,
            GreetingTimeout = limits.GreetingTimeout,
            DataTimeout = limits.DataTimeout,
            MessageTimeout = limits.MessageTimeout,
            MinimumDataRate = limits.DataRate,
            LineTimeout = limits.LineTimeout,
            TlsHandshakeTimeout = limits.HandshakeTimeout,
            WriteTimeout = limits.WriteTimeout,
            SessionTimeout = limits.SessionTimeout,
            DrainTimeout = limits.DrainTimeout,
            FailedAuthenticationDelay = options.PasswordChecks.FailureDelay,
            MaximumFailedAuthenticationDelay = options.PasswordChecks.MaximumFailureDelay,
        };
        server.UncountedClients = [.. server.UncountedClients, .. limits.Uncounted];
        server.Load.MaximumQueueDelay = limits.Overload.QueueDelay;
        server.Load.MaximumAnswerDelay = limits.Overload.AnswerDelay;
        server.Load.BusyConnections = limits.Overload.BusyConnections;
        server.Load.OverloadAfter = limits.Overload.After;
        server.Load.RelaxAfter = limits.Overload.RelaxAfter;
        server.Load.MaximumErrors = limits.Overload.Errors;
        server.Load.CommandTimeout = limits.Overload.CommandTimeout;
        return server;
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
