using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Submission.Grpc.Calls;
using Submission.Grpc.Mapping;
using Submission.Grpc.Reservations;
using Submission.Grpc.Sessions;
using Submission.Hosting.Decisions;
using Submission.Policy.Delivery;

namespace Submission.Grpc;

/// <summary>The service: reads what callers ask, asks the engine, writes what it says. Thread-safe.</summary>
internal sealed class PolicyServiceEndpoint(
    PolicyServices services, ReservationTable reservations, DecisionMemory decisions, IDeliveryFeedback feedback, IHostApplicationLifetime lifetime)
    : Wire.PolicyService.PolicyServiceBase
{
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MinimumLifetime = TimeSpan.FromSeconds(1);

    // Less than what the engine reserves for, so that a commit in time is charged.
    private static readonly TimeSpan MaximumLifetime = TimeSpan.FromMinutes(9);

    public override Task Session(IAsyncStreamReader<Wire.SessionRequest> requestStream, IServerStreamWriter<Wire.SessionResponse> responseStream, ServerCallContext context) =>
        new SessionStream(services, lifetime.ApplicationStopping).RunAsync(requestStream, responseStream, context);

    public override async Task<Wire.CheckResponse> Check(Wire.CheckRequest request, ServerCallContext context)
    {
        ClientFacts client = WholeMessage.Check(request.Facts, mustBeWhole: false);
        await using PolicySession session = services.Engine.OpenTrial(client);
        var message = new WholeMessage(services, session, request.Facts);
        await message.JudgeAsync(context.CancellationToken);
        return new Wire.CheckResponse
        {
            Verdict = VerdictMessages.Of(message.Verdict),
            Stages = { message.Stages },
            TransactionId = message.Id.ToString(),
            Spam = message.Spam,
        };
    }

    public override async Task<Wire.ReserveResponse> Reserve(Wire.ReserveRequest request, ServerCallContext context)
    {
        TimeSpan span = Lifetime(request.Lifetime);
        ClientFacts client = WholeMessage.Check(request.Facts, mustBeWhole: true);
        if (!reservations.TryEnter()) throw CallErrors.Exhausted($"{services.Options.Reservations} reservations are open (Grpc:Reservations); commit or release some first");
        PolicySession session = services.Engine.OpenSession(client);
        bool isKept = false;
        try
        {
            var message = new WholeMessage(services, session, request.Facts);
            await message.JudgeAsync(context.CancellationToken);
            var response = new Wire.ReserveResponse
            {
                Verdict = VerdictMessages.Of(message.Verdict),
                Stages = { message.Stages },
                TransactionId = message.Id.ToString(),
                Spam = message.Spam,
            };
            // A caller that has gone hears no id, and could not end what it does not know.
            context.CancellationToken.ThrowIfCancellationRequested();
            if (!message.Verdict.IsAccepted) return response;
            DateTimeOffset end = reservations.Keep(new Reservation(session, message.Transaction!), span) ?? throw CallErrors.Stopping();
            isKept = true;
            response.ExpiresAt = Timestamp.FromDateTimeOffset(end);
            return response;
        }
        finally
        {
            if (!isKept)
            {
                reservations.Leave();
                await session.DisposeAsync();
            }
        }
    }

    public override async Task<Wire.CommitResponse> Commit(Wire.CommitRequest request, ServerCallContext context)
    {
        await using Reservation reservation = Take(request.TransactionId);
        return new Wire.CommitResponse { Charged = await reservation.CommitAsync() };
    }

    public override async Task<Wire.ReleaseResponse> Release(Wire.ReleaseRequest request, ServerCallContext context)
    {
        await Take(request.TransactionId).DisposeAsync();
        return new Wire.ReleaseResponse();
    }

    public override async Task<Wire.ReportResponse> Report(Wire.ReportRequest request, ServerCallContext context)
    {
        foreach (DeliveryReport report in await ReportReader.ReadAsync(request, services, context.CancellationToken))
            await feedback.ReportAsync(report, context.CancellationToken);
        return new Wire.ReportResponse();
    }

    public override async Task<Wire.UsageResponse> Usage(Wire.UsageRequest request, ServerCallContext context)
    {
        if (request.Subject.Length == 0) throw CallErrors.Absent("subject");
        ImmutableArray<LimitUsage> usages = await services.Engine.Usage.ReadAsync(FactReader.Text(request.Subject, "subject"), context.CancellationToken);
        return new Wire.UsageResponse
        {
            Limits = { usages.Select(DecisionMessages.Of) },
            Blocks = { usages.Select(static usage => usage.Block).OfType<Policy.Counters.CounterBlock>().Distinct().OrderBy(static block => block.Until).Select(DecisionMessages.Of) },
        };
    }

    public override Task<Wire.ExplainResponse> Explain(Wire.ExplainRequest request, ServerCallContext context)
    {
        TransactionId id = Id(request.Id, "id");
        return decisions.Find(id) is { } record
            ? Task.FromResult(new Wire.ExplainResponse { Decision = DecisionMessages.Of(record) })
            : throw CallErrors.NotFound($"there is no record of {id}: it is another host's, was accepted before its message, or is older than those that are kept (Decisions:Keep)");
    }

    private Reservation Take(string text)
    {
        TransactionId id = Id(text, "transaction_id");
        return reservations.TryTake(id, out Reservation? reservation)
            ? reservation
            : throw CallErrors.NotFound($"there is no reservation {id}: it has been committed or released, or its lifetime is over");
    }

    private static TransactionId Id(string text, string field)
    {
        if (text.Length == 0) throw CallErrors.Absent(field);
        return TransactionId.TryParse(text, out TransactionId id) ? id : throw CallErrors.Invalid(field, $"an id has {TransactionId.Length} characters 0-9, A-Z, a-z");
    }

    private static TimeSpan Lifetime(Duration? duration)
    {
        if (duration is null) return DefaultLifetime;
        // Not as a span of time, which a wrong duration cannot become.
        bool isInRange = duration.Nanos is >= 0 and < 1_000_000_000
            && duration.Seconds >= MinimumLifetime.TotalSeconds
            && (duration.Seconds < MaximumLifetime.TotalSeconds || (duration.Seconds == MaximumLifetime.TotalSeconds && duration.Nanos == 0));
        return isInRange
            ? duration.ToTimeSpan()
            : throw CallErrors.Invalid("lifetime", "it must be 1 second to 9 minutes");
    }
}
