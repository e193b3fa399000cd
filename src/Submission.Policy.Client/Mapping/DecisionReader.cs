using Grpc.Core;
using Submission.Policy.Counters;
using Submission.Policy.Decisions;

namespace Submission.Policy.Client.Mapping;

/// <summary>Reads decision records. A word that only a newer service knows is an error: a record that leaves it out would tell another story.</summary>
internal static class DecisionReader
{
    public static DecisionRecord Read(Wire.Decision? wire)
    {
        if (wire is null) throw new PolicyServiceException(StatusCode.Internal, "The service has found the decision, and not told it.");
        return new DecisionRecord
        {
            Id = Id(wire.Id),
            Policy = wire.Policy,
            At = WireTime.Moment(wire.At),
            Stage = Known(EnumReader.Read(wire.Stage), "stage", (int)wire.Stage),
            Verdict = VerdictReader.Read(wire.Verdict),
            Client = wire.Client,
            Account = wire.HasAccount ? wire.Account : null,
            Sender = wire.HasSender ? wire.Sender : null,
            Rules = [.. wire.Rules.Select(Read)],
            Elapsed = WireTime.Length(wire.Elapsed),
        };
    }

    /// <summary>Reads an id; the default where it is none.</summary>
    public static TransactionId Id(string wire) => TransactionId.TryParse(wire, out TransactionId id) ? id : default;

    private static RuleObservation Read(Wire.RuleObservation wire) => new(
        CounterReader.Rule(wire.Rule),
        Known(EnumReader.Read(wire.Stage), "stage", (int)wire.Stage),
        Known(EnumReader.Read(wire.Outcome), "outcome", (int)wire.Outcome),
        wire.HasRecipient ? wire.Recipient : null,
        wire.Verdict is null ? null : VerdictReader.Read(wire.Verdict),
        [.. wire.Saw.Select(static saw => new ObservedValue(saw.Fact, saw.Value))],
        [.. wire.Counters.Select(Read)],
        WireTime.Length(wire.Elapsed));

    private static CounterObservation Read(Wire.CounterObservation wire) => new(
        new CounterKey(wire.Scope, wire.Subject),
        wire.Window is null ? default : new CounterWindow(WireTime.Length(wire.Window), CounterReader.Amount(wire.AtMost)),
        CounterReader.Amount(wire.Used),
        WireTime.MomentOrNull(wire.OpensAt));

    private static T Known<T>(T? value, string what, int number)
        where T : struct =>
        value ?? throw new PolicyServiceException(StatusCode.Unimplemented, $"The service is newer than this client, and told a {what} that it does not know: {number}.");
}
