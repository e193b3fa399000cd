using Submission.Gateway;
using Submission.Gateway.Dsn;
using Submission.Hosting.Configuration;

namespace Submission.GatewayServer.Composition;

/// <summary>Makes the gateway's options of the host's.</summary>
internal static class GatewaySettings
{
    public static GatewayOptions From(SubmissionOptions options) => new()
    {
        Hostname = options.Hostname!,
        FirstRetry = options.Delivery.FirstRetry,
        LongestRetry = options.Delivery.LongestRetry,
        MaximumAge = options.Delivery.MaximumAge,
        DelayWarning = options.Delivery.DelayWarning,
        MaximumConnections = options.Delivery.MaximumConnections,
        IdleTimeout = options.Delivery.IdleTimeout,
        AttemptTimeout = options.Delivery.AttemptTimeout,
        DrainTimeout = options.Delivery.DrainTimeout,
        MaximumNoticeAge = options.Notices.MaximumAge,
        NoticeWait = options.Notices.Wait,
        NoticeSender = options.Notices.Sender is { } sender ? EmailAddress.Parse(sender) : null,
        NoticeLanguage = options.Notices.Language == NoticeText.Cs ? NoticeLanguage.Cs : NoticeLanguage.En,
        MaximumReturnedSize = options.Notices.MaximumReturnedSize,
    };
}
