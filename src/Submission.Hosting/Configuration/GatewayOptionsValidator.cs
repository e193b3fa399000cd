using System.Net;

namespace Submission.Hosting.Configuration;

/// <summary>Finds in the gateway's own keys what no single key shows.</summary>
internal sealed class GatewayOptionsValidator(Action<string, string> add, Action<string, string?, bool> requireFile)
{
    public void Validate(SubmissionOptions options)
    {
        CheckQueue(options);
        CheckDelivery(options.Delivery);
        CheckReports(options);
        if (options.Notices.Sender is { } sender && (!EmailAddress.TryParse(sender, out EmailAddress? address) || address.IsNull)) add("Notices:Sender", "It must be a mail address.");
        SigningOptionsValidator.Validate(options, add, requireFile);
        DomainAdviceOptionsValidator.Validate(options.Advice, add);
        CheckConsole(options);
        // An AD bit that has come over a network proves nothing.
        if (options.Dns.TrustAuthenticatedData && (options.Dns.Servers.Count == 0 || !options.Dns.Servers.All(static server => IPAddress.IsLoopback(server.Address))))
            add("Dns:TrustAuthenticatedData", "Dns:Servers must name resolvers on loopback addresses, and no others.");
    }

    private void CheckQueue(SubmissionOptions options)
    {
        QueueOptions queue = options.Queue;
        bool isDatabase = queue.Provider == QueueProvider.Postgres;
        if (isDatabase && string.IsNullOrWhiteSpace(queue.Connection)) add("Queue:Connection", "It must be set for postgres: a connection string such as Host=db.example;Database=queue;Username=gateway.");
        if (!isDatabase && queue.Connection is not null) add("Queue:Connection", "It is for postgres only: set Queue:Provider to postgres, or leave it out.");
        if (!isDatabase && options.DataDirectory is null) add("DataDirectory", "It must be set: the path of a folder for the queue.");
    }

    private void CheckDelivery(DeliveryOptions delivery)
    {
        requireFile("Delivery:Policy", delivery.Policy, false);
        requireFile("Delivery:SmartHostPasswordFile", delivery.SmartHostPasswordFile, delivery.SmartHostLogin is not null);
        if (delivery is { SmartHost: null, SmartHostLogin: not null }) add("Delivery:SmartHostLogin", "There is no smart host: set Delivery:SmartHost, or leave it out.");
        if (delivery is { SmartHostLogin: null, SmartHostPasswordFile: not null }) add("Delivery:SmartHostPasswordFile", "A password without a login is of no use: set Delivery:SmartHostLogin too.");
        if (delivery.LongestRetry < delivery.FirstRetry) add("Delivery:LongestRetry", "It must not be shorter than Delivery:FirstRetry.");
        if (delivery.DelayWarning > delivery.MaximumAge) add("Delivery:DelayWarning", "It must not be longer than Delivery:MaximumAge; 0 for no warning.");
    }

    private void CheckReports(SubmissionOptions options)
    {
        DeliveryTlsReportsOptions reports = options.Delivery.TlsReports;
        if (reports is { Contact: null, Organization: not null }) add("Delivery:TlsReports:Organization", "No reports are sent without Delivery:TlsReports:Contact: set it too.");
        if (reports.Contact is null) return;
        if (!EmailAddress.TryParse(reports.Contact, out EmailAddress? contact) || contact.IsNull) add("Delivery:TlsReports:Contact", "It must be a mail address.");
        if (options is { DataDirectory: null, Queue.Provider: QueueProvider.Postgres }) add("DataDirectory", "It must be set with Delivery:TlsReports:Contact: the path of a folder for what is reported.");
    }

    private void CheckConsole(SubmissionOptions options)
    {
        if (options.Console.Endpoint is not { } endpoint) return;
        if (!options.Console.AllowRemote && !IPAddress.IsLoopback(endpoint.Address)) add("Console:Endpoint", "It must be a loopback address, unless Console:AllowRemote is on.");
        if (endpoint.Port > 0 && options.Listeners.Any(listener => endpoint.Equals(listener.Endpoint))) add("Console:Endpoint", $"A listener has {endpoint} already.");
    }
}
