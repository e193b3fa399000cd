using System.Collections.Immutable;
using CsCheck;
using Submission.Hosting.Decisions;
using Submission.Policy.Decisions;

namespace Submission.Hosting.Tests.Decisions;

public sealed class DecisionMemoryTests
{
    private static readonly SmtpReply Reply = new(550, new EnhancedStatus(5, 1, 0), "policy violation");

    [Theory]
    [InlineData(VerdictKind.Accept, PolicyStage.Mail, false)]
    [InlineData(VerdictKind.Accept, PolicyStage.Message, true)]
    [InlineData(VerdictKind.Refuse, PolicyStage.Connect, true)]
    [InlineData(VerdictKind.Defer, PolicyStage.Rcpt, true)]
    [InlineData(VerdictKind.Close, PolicyStage.Auth, true)]
    [InlineData(VerdictKind.Hold, PolicyStage.Mail, true)]
    public void Wants_Verdict_IsEveryRefusalAndEveryMessage(VerdictKind kind, PolicyStage stage, bool expected)
    {
        Verdict verdict = kind switch
        {
            VerdictKind.Refuse => Verdict.Refuse(Reply),
            VerdictKind.Close => Verdict.Close(Reply),
            VerdictKind.Defer => Verdict.Defer(new SmtpReply(451, new EnhancedStatus(4, 7, 1), "later")),
            VerdictKind.Hold => Verdict.Hold(),
            _ => Verdict.Accept,
        };

        Assert.Equal(expected, new DecisionMemory(10).Wants(verdict, stage));
        Assert.False(new DecisionMemory(0).Wants(verdict, stage));
    }

    // The model keeps everything, and works out from the end what may still be there.
    [Fact]
    public void Find_AfterAnyRecords_GivesTheLastOfEachThatStillFits() =>
        Gen.Select(Gen.Int[1, 5], Gen.Select(Gen.Int[0, 9], Gen.Int[0, 120]).Array[0, 40]).Sample(static (capacity, steps) =>
        {
            TransactionId[] ids = [.. Enumerable.Range(0, 10).Select(static _ => TransactionId.Create(DateTimeOffset.UnixEpoch))];
            var memory = new DecisionMemory(capacity);
            List<DecisionRecord> kept = [];
            foreach ((int id, int observations) in steps)
            {
                DecisionRecord record = Record(ids[id], observations);
                memory.Record(record);
                int known = kept.FindIndex(before => before.Id == record.Id);
                if (known >= 0) kept[known] = record;
                else kept.Add(record);
                while (kept.Count > 1 && (kept.Count > capacity || kept.Sum(static held => held.Rules.Length) > capacity * DecisionMemory.ObservationsPerRecord)) kept.RemoveAt(0);
            }

            return memory.Count == kept.Count && ids.All(id => ReferenceEquals(memory.Find(id), kept.Find(held => held.Id == id)));
        });

    [Fact]
    public async Task Record_FromManyThreads_StaysWithinItsBound()
    {
        var memory = new DecisionMemory(50);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 2000; i++)
            {
                TransactionId id = TransactionId.Create(DateTimeOffset.UnixEpoch);
                memory.Record(Record(id, 3));
                memory.Find(id);
            }
        })));

        Assert.Equal(50, memory.Count);
    }

    private static DecisionRecord Record(TransactionId id, int observations) => new()
    {
        Id = id,
        Policy = "test",
        At = DateTimeOffset.UnixEpoch,
        Stage = PolicyStage.Message,
        Verdict = Verdict.Accept,
        Client = "192.0.2.1",
        Rules = [.. Enumerable.Repeat(new RuleObservation(new RuleId("x"), PolicyStage.Mail, RuleOutcome.Passed, null, null, [], [], TimeSpan.Zero), observations)],
        Elapsed = TimeSpan.Zero,
    };
}
