using System.Globalization;
using CsCheck;
using Submission.Hosting.Feedback;
using Submission.Policy.Delivery;

namespace Submission.Hosting.Tests.Feedback;

public sealed class PostfixQueueHistoryTests
{
    private static readonly EmailAddress Sender = EmailAddress.Parse("jan@domena.cz");

    // The model says of each message what it was at the last complete look.
    [Fact]
    public void Compare_AnyLooks_ReportsEachMessageQueuedOnceAndDeliveredOnceItIsGone() =>
        Gen.Select(Gen.OneOf("gone", "active", "deferred").Array[6], Gen.Bool).Array[1, 12].Sample(static looks =>
        {
            var history = new PostfixQueueHistory();
            bool[] waits = new bool[6];
            foreach ((string[] queues, bool isComplete) in looks)
            {
                history.BeginLook();
                PostfixQueueEntry[] entries = [.. queues.Select(Entry).Where(static entry => entry.Queue != "gone")];
                List<string> expected = [];
                for (int i = 0; i < waits.Length; i++)
                {
                    if (queues[i] == "deferred" && !waits[i]) expected.Add($"{Id(i)} Queued");
                    if (queues[i] == "gone" && waits[i] && isComplete) expected.Add($"{Id(i)} Delivered");
                    waits[i] = (waits[i] && !(queues[i] == "gone" && isComplete)) || queues[i] == "deferred";
                }

                string[] reported = [.. history.Compare(new PostfixQueueSnapshot(entries, 0, isComplete)).Select(static report => $"{report.MessageId} {report.Event}")];

                Assert.Equal(expected.Order(StringComparer.Ordinal), reported.Order(StringComparer.Ordinal));
            }
        });

    [Fact]
    public void Compare_MessageThatThisHostHandedOver_KnowsItsClientAndAccount()
    {
        var history = new PostfixQueueHistory();
        var handed = new DeliveryReport
        {
            MessageId = "the transaction's",
            Event = DeliveryEvent.Delivered,
            AcceptedAt = DateTimeOffset.UnixEpoch.AddDays(1),
            Sender = Sender,
            Account = new AccountFacts(Sender),
        };
        history.Remember(Id(0), handed);
        history.BeginLook();

        DeliveryReport queued = Assert.Single(history.Compare(new PostfixQueueSnapshot([Entry("deferred", 0)], 0, true)));
        history.BeginLook();
        DeliveryReport delivered = Assert.Single(history.Compare(new PostfixQueueSnapshot([], 0, true)));

        Assert.Equal(handed with { Event = DeliveryEvent.Queued }, queued);
        Assert.Equal(handed, delivered);
    }

    [Fact]
    public void Compare_MessageThatWentThroughAtOnce_IsForgottenSoThatItsIdMayComeAgain()
    {
        var history = new PostfixQueueHistory();
        history.Remember(Id(0), new DeliveryReport { MessageId = Id(0), Event = DeliveryEvent.Delivered, AcceptedAt = DateTimeOffset.MinValue, Sender = EmailAddress.Parse("eva@domena.cz") });
        history.BeginLook();
        Assert.Empty(history.Compare(new PostfixQueueSnapshot([], 0, true)));
        history.BeginLook();

        Assert.Equal(Sender, Assert.Single(history.Compare(new PostfixQueueSnapshot([Entry("deferred", 0)], 0, true))).Sender);
    }

    [Fact]
    public void Compare_MessageHandedOverDuringTheLook_IsNotTakenForGone()
    {
        var history = new PostfixQueueHistory();
        history.BeginLook();
        history.Remember(Id(0), new DeliveryReport { MessageId = Id(0), Event = DeliveryEvent.Delivered, AcceptedAt = DateTimeOffset.UnixEpoch, Sender = Sender, Account = new AccountFacts(Sender) });
        Assert.Empty(history.Compare(new PostfixQueueSnapshot([], 0, true)));
        history.BeginLook();

        Assert.NotNull(Assert.Single(history.Compare(new PostfixQueueSnapshot([Entry("deferred", 0)], 0, true))).Account);
    }

    [Fact]
    public void Compare_DeliveryNotice_IsNobodys()
    {
        var history = new PostfixQueueHistory();
        PostfixQueueEntry notice = Entry("deferred", 0) with { Sender = EmailAddress.NullReversePath };

        Assert.Empty(history.Compare(new PostfixQueueSnapshot([notice], 0, true)));
    }

    private static string Id(int number) => $"ID{number.ToString(CultureInfo.InvariantCulture)}";

    private static PostfixQueueEntry Entry(string queue, int number) => new(Id(number), queue, DateTimeOffset.UnixEpoch, Sender);
}
