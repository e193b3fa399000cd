using Submission.Gateway.Delivery;
using Submission.Gateway.Dsn;
using Submission.Gateway.Queue;
using Submission.Smtp.Protocol;

namespace Submission.Gateway.Tests.Dsn;

/// <summary>Rows N-1, N-4 and N-6: RFC 3461, sections 4.1 and 5.2.</summary>
public sealed class NoticeRulesTests
{
    [Theory]
    [InlineData(RecipientOutcomeKind.Failed, null, false, OwedNotice.Failed)]
    [InlineData(RecipientOutcomeKind.Failed, DsnNotify.Never, false, OwedNotice.None)]
    [InlineData(RecipientOutcomeKind.Failed, DsnNotify.Success, false, OwedNotice.None)]
    [InlineData(RecipientOutcomeKind.Failed, DsnNotify.Failure, true, OwedNotice.Failed)]
    [InlineData(RecipientOutcomeKind.Deferred, null, false, OwedNotice.None)]
    [InlineData(RecipientOutcomeKind.Deferred, null, true, OwedNotice.Delayed)]
    [InlineData(RecipientOutcomeKind.Deferred, DsnNotify.Failure, true, OwedNotice.None)]
    [InlineData(RecipientOutcomeKind.Deferred, DsnNotify.Delay, true, OwedNotice.Delayed)]
    [InlineData(RecipientOutcomeKind.Delivered, null, true, OwedNotice.None)]
    [InlineData(RecipientOutcomeKind.Delivered, DsnNotify.Success, false, OwedNotice.Relayed)]
    public void Owed_EachOutcome_FollowsNotify(RecipientOutcomeKind kind, DsnNotify? notify, bool isDelayDue, OwedNotice expected)
    {
        Assert.Equal(expected, Owed("jan@domena.cz", kind, notify, isDelayDue));
        Assert.Equal(OwedNotice.None, Owed("", kind, notify, isDelayDue));
    }

    [Fact]
    public void Owed_SuccessThatTheNextServerTells_IsNone()
    {
        RecipientOutcome outcome = Outcome(RecipientOutcomeKind.Delivered) with { IsDsnPassedOn = true };
        Assert.Equal(OwedNotice.None, NoticeRules.Owed(Mail("jan@domena.cz"), Recipient(DsnNotify.Success), outcome, isDelayDue: false));
    }

    [Fact]
    public void Owed_EverySetOfNotify_TellsWhatIsInItOnly()
    {
        for (int set = 0; set < 8; set++)
        {
            var notify = (DsnNotify)set;
            Assert.Equal(set is 2 or 3 or 6 or 7 ? OwedNotice.Failed : OwedNotice.None, Owed("jan@domena.cz", RecipientOutcomeKind.Failed, notify, isDelayDue: true));
            Assert.Equal(set is 4 or 5 or 6 or 7 ? OwedNotice.Delayed : OwedNotice.None, Owed("jan@domena.cz", RecipientOutcomeKind.Deferred, notify, isDelayDue: true));
            Assert.Equal(set is 1 or 3 or 5 or 7 ? OwedNotice.Relayed : OwedNotice.None, Owed("jan@domena.cz", RecipientOutcomeKind.Delivered, notify, isDelayDue: true));
        }
    }

    private static OwedNotice Owed(string sender, RecipientOutcomeKind kind, DsnNotify? notify, bool isDelayDue) =>
        NoticeRules.Owed(Mail(sender), Recipient(notify), Outcome(kind), isDelayDue);

    private static MailCommand Mail(string sender) =>
        new(sender.Length == 0 ? EmailAddress.NullReversePath : EmailAddress.Parse(sender), SmtpMailParameters.None);

    private static RcptCommand Recipient(DsnNotify? notify) => new(EmailAddress.Parse("eva@example.org"), new SmtpRcptParameters { Notify = notify });

    private static RecipientOutcome Outcome(RecipientOutcomeKind kind) =>
        new() { Kind = kind, Status = new EnhancedStatus(2, 0, 0), Text = "", At = DateTimeOffset.UnixEpoch };
}
