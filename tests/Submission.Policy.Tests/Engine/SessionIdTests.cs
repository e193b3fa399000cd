using System.Net;

namespace Submission.Policy.Tests.Engine;

/// <summary>An id is made when somebody asks for it, and stays what it is.</summary>
public sealed class SessionIdTests
{
    private static readonly EmailAddress Jan = EmailAddress.Parse("jan@domena.cz");
    private readonly PolicyEngine _engine = new PolicyBuilder("p")
        .RefuseIf("no-null", PolicyStages.Mail, static context => context.Sender!.IsNull, "550 5.1.0 {id} no")
        .RefuseIf("no-helo", PolicyStages.Helo, static context => context.HeloName.Length == 0, "550 5.1.0 {id} no")
        .Build();

    [Fact]
    public async Task Id_InAReply_IsThatOfTheTransactionAndStaysItWhenItHasEnded()
    {
        await using PolicySession session = _engine.OpenSession(new ClientFacts(IPAddress.Loopback));
        PolicyTransaction transaction = session.BeginTransaction();
        Verdict verdict = await transaction.MailAsync(EmailAddress.NullReversePath, TestContext.Current.CancellationToken);
        TransactionId id = transaction.Id;
        Assert.Equal($"550 5.1.0 {id} no", verdict.Reply!.ToString());
        Assert.Equal(id, transaction.Decision.Id);
        await transaction.DisposeAsync();
        Assert.Equal(id, transaction.Id);
        await using PolicyTransaction next = session.BeginTransaction();
        Assert.NotEqual(id, next.Id);
    }

    [Fact]
    public async Task Id_FirstAskedForWhenTheTransactionHasEnded_IsItsOwn()
    {
        await using PolicySession session = _engine.OpenSession(new ClientFacts(IPAddress.Loopback));
        PolicyTransaction transaction = session.BeginTransaction();
        await transaction.DisposeAsync();
        PolicyTransaction next = session.BeginTransaction();
        TransactionId[] ids = [transaction.Id, transaction.Id, next.Id, session.Id, session.Id];
        await next.DisposeAsync();
        Assert.Equal([ids[0], ids[0], next.Id, session.Id, session.Id], ids);
        Assert.Equal(3, ids.Distinct().Count());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Id_OfTheSession_IsTheSameBeforeWithinAndAfterATransaction(bool askedBefore)
    {
        await using PolicySession session = _engine.OpenSession(new ClientFacts(IPAddress.Loopback));
        TransactionId? before = askedBefore ? session.Id : null;
        TransactionId within;
        await using (PolicyTransaction transaction = session.BeginTransaction())
        {
            Assert.True((await transaction.MailAsync(Jan, TestContext.Current.CancellationToken)).IsAccepted);
            within = session.Id;
            Assert.NotEqual(within, transaction.Id);
        }

        Assert.Equal(within, before ?? within);
        Verdict verdict = await session.HeloAsync("", TestContext.Current.CancellationToken);
        Assert.Equal($"550 5.1.0 {within} no", verdict.Reply!.ToString());
        Assert.Equal(within, session.Decision.Id);
    }
}
