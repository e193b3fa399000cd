using Google.Protobuf.WellKnownTypes;
using Submission.Grpc.Calls;
using Submission.Policy.Delivery;

namespace Submission.Grpc.Mapping;

/// <summary>Reads delivery reports.</summary>
internal static class ReportReader
{
    private const int MaximumReports = 1000;
    private const int MaximumId = 255;

    /// <summary>Reads all reports, so that where one is wrong none is taken.</summary>
    public static async ValueTask<DeliveryReport[]> ReadAsync(Wire.ReportRequest request, PolicyServices services, CancellationToken cancellationToken)
    {
        if (request.Reports.Count == 0) throw CallErrors.Absent("reports");
        FactReader.Bound(request.Reports, MaximumReports, "reports");
        var reports = new DeliveryReport[request.Reports.Count];
        for (int i = 0; i < reports.Length; i++) reports[i] = await ReadAsync(request.Reports[i], $"reports[{i}]", services, cancellationToken);
        return reports;
    }

    private static async ValueTask<DeliveryReport> ReadAsync(Wire.DeliveryReport report, string path, PolicyServices services, CancellationToken cancellationToken)
    {
        if (report.MessageId.Length == 0) throw CallErrors.Absent(path + ".message_id");
        if (report.MessageId.Length > MaximumId) throw CallErrors.Invalid(path + ".message_id", $"it has more than {MaximumId} octets");
        if (!report.HasSender) throw CallErrors.Absent(path + ".sender");
        return new DeliveryReport
        {
            MessageId = report.MessageId,
            Event = Event(report.Event, path + ".event"),
            AcceptedAt = Moment(report.AcceptedAt, path + ".accepted_at") ?? services.Time.GetUtcNow(),
            Sender = report.Sender.Length == 0 ? EmailAddress.NullReversePath : FactReader.Mailbox(report.Sender, path + ".sender"),
            Recipient = report.HasRecipient ? FactReader.Mailbox(report.Recipient, path + ".recipient") : null,
            Client = report.HasClientAddress ? new ClientFacts(FactReader.Address(report.ClientAddress, path + ".client_address")) : null,
            Account = await AccountAsync(report, path, services, cancellationToken),
        };
    }

    private static async ValueTask<AccountFacts?> AccountAsync(Wire.DeliveryReport report, string path, PolicyServices services, CancellationToken cancellationToken)
    {
        if (report.Account is { } account) return FactReader.Account(account, path + ".account");
        if (!report.HasLogin) return null;
        return (await services.Accounts.FindAsync(FactReader.Text(report.Login, path + ".login"), cancellationToken)).Account;
    }

    private static DeliveryEvent Event(Wire.DeliveryEvent happened, string path) => happened switch
    {
        Wire.DeliveryEvent.Queued => DeliveryEvent.Queued,
        Wire.DeliveryEvent.Delivered => DeliveryEvent.Delivered,
        Wire.DeliveryEvent.Bounced => DeliveryEvent.Bounced,
        Wire.DeliveryEvent.Unspecified => throw CallErrors.Absent(path),
        _ => throw CallErrors.Invalid(path, $"there is no event {(int)happened}"),
    };

    private static DateTimeOffset? Moment(Timestamp? timestamp, string path)
    {
        if (timestamp is null) return null;
        try
        {
            return timestamp.ToDateTimeOffset();
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentOutOfRangeException)
        {
            throw CallErrors.Invalid(path, "it is no moment of the years 1 to 9999");
        }
    }
}
