using System.Collections.Immutable;
using Google.Protobuf.Collections;

namespace Submission.Policy.Client.Mapping;

/// <summary>Reads what the service says of a message of which all was told.</summary>
internal static class CheckReader
{
    public static CheckResult Read(Wire.CheckResponse wire) => new()
    {
        Verdict = VerdictReader.Read(wire.Verdict),
        Stages = Read(wire.Stages),
        Id = DecisionReader.Id(wire.TransactionId),
        Spam = VerdictReader.Read(wire.Spam),
    };

    public static CheckResult Read(Wire.ReserveResponse wire) => new()
    {
        Verdict = VerdictReader.Read(wire.Verdict),
        Stages = Read(wire.Stages),
        Id = DecisionReader.Id(wire.TransactionId),
        Spam = VerdictReader.Read(wire.Spam),
    };

    private static ImmutableArray<StageVerdict> Read(RepeatedField<Wire.StageVerdict> stages)
    {
        ImmutableArray<StageVerdict>.Builder read = ImmutableArray.CreateBuilder<StageVerdict>(stages.Count);
        foreach (Wire.StageVerdict wire in stages)
        {
            if (EnumReader.Read(wire.Stage) is not { } stage) continue;
            read.Add(new StageVerdict(stage, VerdictReader.Read(wire.Verdict))
            {
                Recipient = wire.HasRecipientIndex ? (int)Math.Min(wire.RecipientIndex, int.MaxValue) : null,
                Outcome = EnumReader.Read(wire.AuthenticationOutcome),
            });
        }

        return read.DrainToImmutable();
    }
}
