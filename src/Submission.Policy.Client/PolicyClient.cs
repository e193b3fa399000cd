using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Submission.Policy.Client.Calls;
using Submission.Policy.Client.Mapping;
using Submission.Policy.Decisions;
using Submission.Policy.Delivery;

namespace Submission.Policy.Client;

/// <summary>
/// Asks a policy service (<c>submission.policy.v1</c>). Thread-safe: one client serves all connections of a process. A call is made once and never repeated; what goes wrong on the way is a
/// <see cref="PolicyServiceException"/>, and a cancelled wait an <see cref="OperationCanceledException"/>.
/// </summary>
public sealed class PolicyClient : IDeliveryFeedback, IDisposable
{
    private readonly ServiceCalls _calls;
    private readonly GrpcChannel? _ownChannel;

    /// <summary>Makes a client of options. It connects when it is first asked something.</summary>
    /// <param name="options">How to reach the service; <see langword="null"/> (the default) for a service on this machine with its default address.</param>
    /// <exception cref="ArgumentException">The options contradict each other; the message says how.</exception>
    public PolicyClient(PolicyClientOptions? options = null)
    {
        options ??= new PolicyClientOptions();
        CheckDeadline(options);
        _ownChannel = ServiceChannel.Open(options);
        _calls = new ServiceCalls(_ownChannel, options);
    }

    /// <summary>Makes a client of a channel that the caller has set up.</summary>
    /// <param name="channel">The channel; stays the caller's.</param>
    /// <param name="options">Of it count <see cref="PolicyClientOptions.Token"/>, <see cref="PolicyClientOptions.Deadline"/> and <see cref="PolicyClientOptions.TimeProvider"/>.</param>
    public PolicyClient(GrpcChannel channel, PolicyClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(channel);
        options ??= new PolicyClientOptions();
        CheckDeadline(options);
        _calls = new ServiceCalls(channel, options);
    }

    /// <summary>Opens a session for a connection. Nothing is sent before its first fact, <see cref="PolicyClientSession.ConnectAsync"/>.</summary>
    /// <param name="client">What is known of the client.</param>
    public PolicyClientSession OpenSession(ClientFacts client)
    {
        ArgumentNullException.ThrowIfNull(client);
        return new PolicyClientSession(_calls, client);
    }

    /// <summary>Judges a message of which all is known, or a part of it. Nothing is charged, except that a failed authentication counts.</summary>
    /// <param name="facts">The facts. The octets of the message are sent in one piece.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PolicyServiceException">The service did not answer.</exception>
    public async Task<CheckResult> CheckAsync(SubmissionFacts facts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var request = new Wire.CheckRequest { Facts = await SubmissionWriter.WriteAsync(facts, cancellationToken).ConfigureAwait(false) };
        return CheckReader.Read(await _calls.CallAsync((service, options) => service.CheckAsync(request, options), cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Judges a message of which all is known and keeps what it would use up reserved.</summary>
    /// <param name="facts">The facts; sender, recipients and message are required. The octets of the message are sent in one piece.</param>
    /// <param name="lifetime">How long the reservation is kept at most: 1 second to 9 minutes; <see langword="null"/> (the default) for 5 minutes.</param>
    /// <param name="cancellationToken">Ends the wait. Cancelled, a reservation that is made all the same ends with its lifetime.</param>
    /// <exception cref="PolicyServiceException">The service did not answer.</exception>
    public async Task<PolicyReservation> ReserveAsync(SubmissionFacts facts, TimeSpan? lifetime = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var request = new Wire.ReserveRequest { Facts = await SubmissionWriter.WriteAsync(facts, cancellationToken).ConfigureAwait(false) };
        if (lifetime is { } length) request.Lifetime = Duration.FromTimeSpan(length);
        Wire.ReserveResponse response = await _calls.CallAsync((service, options) => service.ReserveAsync(request, options), cancellationToken).ConfigureAwait(false);
        return new PolicyReservation(_calls, CheckReader.Read(response), WireTime.MomentOrNull(response.ExpiresAt));
    }

    /// <summary>Tells what has become of an accepted message, for the shares of the policy. Unknown, late and repeated reports do no harm.</summary>
    /// <param name="report">What has happened.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PolicyServiceException">The service did not answer.</exception>
    public ValueTask ReportAsync(DeliveryReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new ValueTask(ReportAsync([report], cancellationToken));
    }

    /// <summary>Tells what has become of accepted messages, in one call.</summary>
    /// <param name="reports">1 to 1,000 reports, taken in order. Where one is wrong, none is taken.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PolicyServiceException">The service did not answer.</exception>
    public async Task ReportAsync(IEnumerable<DeliveryReport> reports, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reports);
        var request = new Wire.ReportRequest();
        request.Reports.AddRange(reports.Select(FactWriter.Report));
        await _calls.CallAsync((service, options) => service.ReportAsync(request, options), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells what the policy has counted of somebody, what is left and when it opens, and what blocks him.</summary>
    /// <param name="subject">
    /// An address, an IP address (of IPv6 the network of 64 bits is meant), a domain, or any text that a key of the policy gives; at most 512 octets.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PolicyServiceException">The service did not answer.</exception>
    public async Task<SubjectUsage> UsageAsync(string subject, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        var request = new Wire.UsageRequest { Subject = subject };
        return CounterReader.Read(await _calls.CallAsync((service, options) => service.UsageAsync(request, options), cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Tells how a verdict came about.</summary>
    /// <param name="id">The id of a transaction or session, as reply texts contain it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The decision; <see langword="null"/> where the service does not know it (any more).</returns>
    /// <exception cref="PolicyServiceException">The service did not answer, or is newer than this client and told what it does not know.</exception>
    public async Task<DecisionRecord?> ExplainAsync(TransactionId id, CancellationToken cancellationToken = default)
    {
        var request = new Wire.ExplainRequest { Id = id.ToString() };
        try
        {
            Wire.ExplainResponse response = await _calls.CallAsync((service, options) => service.ExplainAsync(request, options), cancellationToken).ConfigureAwait(false);
            return DecisionReader.Read(response.Decision);
        }
        catch (PolicyServiceException exception) when (exception.Status == StatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Closes the connections to the service; sessions under way are over. A channel of the caller's is left alone.</summary>
    public void Dispose() => _ownChannel?.Dispose();

    private static void CheckDeadline(PolicyClientOptions options)
    {
        if (options.Deadline <= TimeSpan.Zero && options.Deadline != Timeout.InfiniteTimeSpan)
            throw new ArgumentException($"Deadline must be above 0, or infinite, and is {options.Deadline}.", nameof(options));
    }
}
