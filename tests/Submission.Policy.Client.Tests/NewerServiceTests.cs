extern alias service;

using Grpc.Core;
using Submission.Policy.Client.Mapping;
using Submission.Policy.Client.Tests.Support;
using HostWire = service::Submission.Policy.V1;

namespace Submission.Policy.Client.Tests;

/// <summary>What only a newer service knows, or a broken one says, is doubt: never an acceptance, and never a line that the client could not send.</summary>
public sealed class NewerServiceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Verdict_OfAnUnknownKind_IsADeferralThatSaysSo()
    {
        await using StubService stub = await StubService.StartAsync(static async (facts, answers, call) =>
        {
            while (await facts.MoveNext(call.CancellationToken))
            {
                var verdict = new HostWire.Verdict { Kind = (HostWire.VerdictKind)99, Rule = "greylisting" };
                await answers.WriteAsync(new HostWire.SessionResponse { CorrelationId = facts.Current.CorrelationId, Verdict = verdict }, call.CancellationToken);
            }
        });
        using PolicyClient client = stub.CreateClient();
        await using PolicyClientSession session = client.OpenSession(PolicyHost.Client);
        Verdict verdict = await session.ConnectAsync(Cancellation);
        Assert.Equal(VerdictKind.Defer, verdict.Kind);
        Assert.Equal(new RuleId("greylisting"), verdict.Rule);
        Assert.Equal("451 4.3.0 temporary failure, try again later", verdict.Reply?.ToString());
        Assert.Contains("99", verdict.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(250u, "no")]
    [InlineData(600u, "no")]
    [InlineData(4_000_000_000u, "no")]
    [InlineData(550u, "no\r\n250 2.0.0 ok")]
    [InlineData(550u, "no\0")]
    public void Refusal_ThatCannotBeSent_IsADeferral(uint code, string text)
    {
        var wire = new Wire.Verdict { Kind = Wire.VerdictKind.Refuse, Reply = new Wire.Reply { Code = 550, EnhancedStatus = "5.7.1", Text = "no" } };
        Assert.Equal("550 5.7.1 no", VerdictReader.Read(wire).Reply?.ToString());
        (wire.Reply.Code, wire.Reply.Text) = (code, text);
        Verdict verdict = VerdictReader.Read(wire);
        Assert.Equal((VerdictKind.Defer, 451), (verdict.Kind, verdict.Reply?.Code));
        wire.Reply = null;
        Assert.Equal(verdict, VerdictReader.Read(wire));
    }

    [Fact]
    public void Verdict_ThatIsAbsentOrUnset_IsADeferral()
    {
        Assert.Equal(VerdictKind.Defer, VerdictReader.Read((Wire.Verdict?)null).Kind);
        Assert.Equal(VerdictKind.Defer, VerdictReader.Read(new Wire.Verdict()).Kind);
    }

    [Fact]
    public void Stage_ThatIsUnknown_IsLeftOutOfACheck()
    {
        var wire = new Wire.CheckResponse { Verdict = new Wire.Verdict { Kind = Wire.VerdictKind.Accept } };
        wire.Stages.Add(new Wire.StageVerdict { Stage = (Wire.Stage)42, Verdict = wire.Verdict });
        wire.Stages.Add(new Wire.StageVerdict { Stage = Wire.Stage.Mail, Verdict = wire.Verdict });
        Assert.Equal([new StageVerdict(PolicyStage.Mail, Verdict.Accept)], CheckReader.Read(wire).Stages);
    }

    [Fact]
    public void Decision_WithAnUnknownWord_SaysThatTheServiceIsNewer()
    {
        var wire = new Wire.Decision { Id = TransactionId.Create(DateTimeOffset.UnixEpoch).ToString(), Stage = Wire.Stage.Mail, Verdict = new Wire.Verdict { Kind = Wire.VerdictKind.Accept } };
        Assert.Equal(PolicyStage.Mail, DecisionReader.Read(wire).Stage);
        wire.Rules.Add(new Wire.RuleObservation { Rule = "message-rate", Stage = Wire.Stage.Mail, Outcome = (Wire.RuleOutcome)77 });
        PolicyServiceException exception = Assert.Throws<PolicyServiceException>(() => DecisionReader.Read(wire));
        Assert.Equal(StatusCode.Unimplemented, exception.Status);
        Assert.Contains("77", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(long.MinValue, 0)]
    [InlineData(long.MaxValue, int.MaxValue)]
    [InlineData(0, int.MinValue)]
    [InlineData(253_402_300_799, 2_000_000_000)]
    public void Times_OutOfRange_AreTheNearest(long seconds, int nanoseconds)
    {
        DateTimeOffset moment = WireTime.Moment(new Google.Protobuf.WellKnownTypes.Timestamp { Seconds = seconds, Nanos = nanoseconds });
        Assert.InRange(moment, DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        TimeSpan length = WireTime.Length(new Google.Protobuf.WellKnownTypes.Duration { Seconds = seconds, Nanos = nanoseconds });
        Assert.Equal(Math.Sign(seconds == 0 ? nanoseconds : seconds), Math.Sign(length.Ticks));
    }
}
