using System.Collections.Immutable;
using System.Globalization;
using Submission.Gateway.Queue;
using Submission.Smtp.Client;

namespace Submission.Gateway.Delivery;

/// <summary>Makes outcomes of replies and failures.</summary>
internal sealed class Outcomes(TimeProvider time)
{
    /// <summary>What a server has answered.</summary>
    /// <param name="kind">How it ended.</param>
    /// <param name="reply">The reply.</param>
    /// <param name="fallback">The status where the reply has none.</param>
    /// <param name="host">The server.</param>
    /// <param name="connection">The connection, where one is open.</param>
    /// <param name="endPoint">The address, where no connection is open.</param>
    public RecipientOutcome Of(RecipientOutcomeKind kind, SmtpPeerReply reply, EnhancedStatus fallback, string host, OpenConnection? connection, string? endPoint = null)
    {
        if (reply.Reply is not { } heard) return Of(kind, Status(reply.Failure), Text(reply.Failure, host), host, connection, endPoint);
        EnhancedStatus status = heard.Status ?? fallback;
        int wanted = ClassOf(kind);
        if (status.Class != wanted) status = status with { Class = wanted };
        return new RecipientOutcome
        {
            Kind = kind,
            Status = status,
            Text = heard.ToString(),
            ReplyCode = heard.Code,
            ReplyLines = [.. reply.Lines],
            RemoteHost = host,
            RemoteEndPoint = connection?.EndPointText ?? endPoint,
            IsEncrypted = connection?.Smtp.IsEncrypted ?? false,
            IsDsnPassedOn = kind == RecipientOutcomeKind.Delivered && (connection?.Smtp.Capabilities.Dsn ?? false),
            At = time.GetUtcNow(),
        };
    }

    /// <summary>What happened without an answer.</summary>
    public RecipientOutcome Of(RecipientOutcomeKind kind, EnhancedStatus status, string text, string? host = null, OpenConnection? connection = null, string? endPoint = null) => new()
    {
        Kind = kind,
        Status = status,
        Text = text,
        RemoteHost = host,
        RemoteEndPoint = connection?.EndPointText ?? endPoint,
        IsEncrypted = connection?.Smtp.IsEncrypted ?? false,
        At = time.GetUtcNow(),
    };

    /// <summary>Nothing is tried at a destination.</summary>
    public RecipientOutcome Suspended(DestinationSuspension suspension) =>
        Of(RecipientOutcomeKind.Deferred, new EnhancedStatus(4, 3, 2), $"mail for {suspension.Destination} waits here: {suspension.Reason}");

    /// <summary>A message that is given up because it is too old.</summary>
    public RecipientOutcome Expired(RecipientOutcome last, TimeSpan maximum) => last with
    {
        Kind = RecipientOutcomeKind.Failed,
        Status = new EnhancedStatus(4, 4, 7),
        Text = $"message could not be delivered for {Spell(maximum)}: {last.Text}",
        At = time.GetUtcNow(),
    };

    private static int ClassOf(RecipientOutcomeKind kind) => kind switch
    {
        RecipientOutcomeKind.Delivered => 2,
        RecipientOutcomeKind.Deferred => 4,
        _ => 5,
    };

    private static EnhancedStatus Status(SmtpClientFailure failure) => failure switch
    {
        SmtpClientFailure.ConnectFailed => new EnhancedStatus(4, 4, 1),
        SmtpClientFailure.ConnectionLost or SmtpClientFailure.TimedOut => new EnhancedStatus(4, 4, 2),
        SmtpClientFailure.TlsFailed => new EnhancedStatus(4, 7, 5),
        SmtpClientFailure.SmtpUtf8NotOffered => new EnhancedStatus(5, 6, 7),
        SmtpClientFailure.TooBig => new EnhancedStatus(5, 3, 4),
        SmtpClientFailure.RequireTlsNotOffered => new EnhancedStatus(5, 7, 30),
        SmtpClientFailure.AuthenticationNotOffered or SmtpClientFailure.AuthenticationNotProtected => new EnhancedStatus(4, 7, 0),
        _ => new EnhancedStatus(4, 5, 0),
    };

    private static string Text(SmtpClientFailure failure, string host) => failure switch
    {
        SmtpClientFailure.ConnectFailed => $"no connection to {host}",
        SmtpClientFailure.ConnectionLost => $"{host} has closed the connection",
        SmtpClientFailure.TimedOut => $"{host} has not answered in time",
        SmtpClientFailure.TlsFailed => $"no encrypted connection to {host}",
        SmtpClientFailure.SmtpUtf8NotOffered => $"{host} takes no internationalized addresses",
        SmtpClientFailure.RequireTlsNotOffered => $"REQUIRETLS support required, which {host} does not offer",
        SmtpClientFailure.TooBig => $"the message is larger than {host} takes",
        SmtpClientFailure.AuthenticationNotOffered => $"{host} offers no login",
        SmtpClientFailure.AuthenticationNotProtected => $"{host} offers no encryption, without which no password is sent",
        _ => $"{host} has broken the rules of SMTP",
    };

    private static string Spell(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0.#} days"),
        { TotalHours: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0.#} hours"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0.#} minutes"),
    };
}
