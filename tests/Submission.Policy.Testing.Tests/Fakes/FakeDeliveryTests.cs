using System.Net;
using Submission.Policy.Delivery;

namespace Submission.Policy.Testing.Tests.Fakes;

public sealed class FakeDeliveryTests
{
    private static readonly EmailAddress Jan = EmailAddress.Parse("jan@domena.cz");
    private static readonly EmailAddress Eva = EmailAddress.Parse("eva@example.org");
    private static readonly EmailAddress Petr = EmailAddress.Parse("petr@example.org");
    private readonly FakeWorld _world = new();
    private readonly Listener _listener = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReportAsync_OfTheLatest_TellsOfEachAsItWasAccepted()
    {
        await using PolicySession session = Open();
        string[] ids = [await SendAsync(session, Eva), await SendAsync(session, Eva, Petr), await SendAsync(session, Eva)];

        Assert.Equal(2, await _world.Delivery.ReportAsync(_listener, DeliveryEvent.Delivered, 2, cancellationToken: Token));

        Assert.Equal(3, _world.Delivery.Count);
        Assert.Equal(ids[1..], _listener.Reports.Select(static report => report.MessageId));
        DeliveryReport report = _listener.Reports[0];
        Assert.Equal((DeliveryEvent.Delivered, Jan, null), (report.Event, report.Sender, report.Recipient));
        Assert.Equal(_world.Clock.GetUtcNow().AddMinutes(-1), report.AcceptedAt);
        Assert.Same(session.Client, report.Client);
        Assert.Same(session.Account, report.Account);
        Assert.NotNull(report.Account);
    }

    [Fact]
    public async Task ReportAsync_OfARecipient_PassesTheMessagesToOthersOver()
    {
        await using PolicySession session = Open();
        await SendAsync(session, Eva);
        string id = await SendAsync(session, Eva, Petr);
        await SendAsync(session, Eva);

        Assert.Equal(1, await _world.Delivery.ReportAsync(_listener, DeliveryEvent.Bounced, recipient: Petr, cancellationToken: Token));

        Assert.Equal((id, Petr), (_listener.Reports[0].MessageId, _listener.Reports[0].Recipient));
    }

    [Fact]
    public async Task ReportAsync_OfMoreThanThereAre_TellsNothing()
    {
        await using PolicySession session = Open();
        await SendAsync(session, Eva);

        Assert.Equal(0, await _world.Delivery.ReportAsync(_listener, DeliveryEvent.Queued, 2, cancellationToken: Token));
        Assert.Equal(0, await _world.Delivery.ReportAsync(_listener, DeliveryEvent.Queued, recipient: Petr, cancellationToken: Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await _world.Delivery.ReportAsync(_listener, DeliveryEvent.Queued, 0, cancellationToken: Token));

        Assert.Empty(_listener.Reports);
    }

    private PolicySession Open() => new PolicyEngine(new SubmissionPolicyOptions { TimeProvider = _world.Clock }).OpenSession(new ClientFacts(IPAddress.Loopback));

    private async Task<string> SendAsync(PolicySession session, params EmailAddress[] recipients)
    {
        if (session.Account is null) await session.AuthenticateAsync(new AccountFacts(Jan), Token);
        await using PolicyTransaction transaction = session.BeginTransaction();
        await transaction.MailAsync(Jan, Token);
        foreach (EmailAddress recipient in recipients) await transaction.RecipientAsync(recipient, Token);
        await transaction.MessageAsync(new MessageFacts { Size = 1 }, Token);
        await transaction.CommitAsync(Token);
        _world.Delivery.Take(session, transaction, Jan, _world.Clock.GetUtcNow());
        _world.Clock.Advance(TimeSpan.FromSeconds(30));
        return transaction.Id.ToString();
    }

    private sealed class Listener : IDeliveryFeedback
    {
        public List<DeliveryReport> Reports { get; } = [];

        public ValueTask ReportAsync(DeliveryReport report, CancellationToken cancellationToken)
        {
            Reports.Add(report);
            return ValueTask.CompletedTask;
        }
    }
}
