using Microsoft.Extensions.Time.Testing;
using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;
using Submission.Gateway.Routing;
using Submission.Gateway.Tls;
using Submission.Smtp.Client;

namespace Submission.Gateway.Tests.Delivery;

/// <summary>How connections are used again, and what shares a transaction.</summary>
public sealed class ConnectionTests
{
    [Theory]
    [InlineData(100, 1)]
    [InlineData(3, 4)]
    [InlineData(1, 10)]
    public async Task Messages_OneAfterTheOther_ShareAConnection(int perConnection, int connections)
    {
        await using ScriptedServer server = new();
        await using Rig rig = new Rig().Start();
        rig.Routes.With("example.org", StaticRoutes.To(new DeliveryLane("example.org") { MessagesPerConnection = perConnection }, server.EndPoint));
        for (int i = 1; i <= 10; i++)
        {
            await rig.SendAsync("eva@example.org");
            await Rig.UntilAsync(() => rig.Memory.Results.Count == i);
        }

        Assert.Equal((10, connections), (server.Mails.Count, server.Connections));
    }

    [Fact]
    public async Task Connection_ThatNobodyUses_IsClosedInGoodOrder()
    {
        FakeTimeProvider time = new();
        await using ScriptedServer server = new();
        await using Rig rig = new Rig { Time = time }.Start();
        rig.Routes.With("example.org", server.EndPoint);
        await rig.SendAsync("eva@example.org");
        await Rig.UntilAsync(() => rig.Memory.IsEmpty);
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(1, server.Open);
        time.Advance(TimeSpan.FromSeconds(2));
        await Rig.UntilAsync(() => server.Open == 0);
        Assert.Contains("QUIT", server.Commands);
    }

    [Fact]
    public async Task Domains_OfOneServer_ShareItsConnections()
    {
        await using ScriptedServer server = new();
        await using Rig rig = new Rig().Start();
        rig.Routes.With("one.example", server.EndPoint).With("two.example", server.EndPoint);
        await rig.SendAsync("eva@one.example");
        await Rig.UntilAsync(() => rig.Memory.IsEmpty);
        await rig.SendAsync("eva@two.example");
        await Rig.UntilAsync(() => rig.Memory.IsEmpty);
        Assert.Equal((2, 1), (server.Mails.Count, server.Connections));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Domains_OfOneSmartHost_ShareATransaction(bool isDirect)
    {
        await using ScriptedServer server = new();
        await using Rig rig = new();
        rig.Routes.Default = StaticRoutes.To(new DeliveryLane("smart") { InitialConnections = 1 }, server.EndPoint);
        string[] to = [.. Enumerable.Range(0, 6).Select(static i => $"eva@d{i}.example")];
        // One message keeps the only connection busy until the six deliveries of the other, which come one by one, are in the lane.
        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Hold = mail => mail.To[0] == "first@d9.example" ? answer.Task : Task.CompletedTask;
        rig.Start();
        await rig.SendAsync("first@d9.example");
        if (isDirect)
        {
            await rig.SendAsync(to);
        }
        else
        {
            await rig.Queue.AddAsync(rig.Message("Subject: x\r\n\r\n"u8.ToArray(), to), TestContext.Current.CancellationToken);
            rig.Engine.Wake();
            await Rig.UntilAsync(() => rig.Memory.All.All(static left => left.State == DeliveryState.UnderWay));
            // What is claimed comes to its lane a moment later. The one reader claims this once it has brought all of those there.
            await rig.Queue.AddAsync(rig.Message("Subject: x\r\n\r\n"u8.ToArray(), "last@d8.example"), TestContext.Current.CancellationToken);
            rig.Engine.Wake();
            await Rig.UntilAsync(() => rig.Memory.All.All(static left => left.State == DeliveryState.UnderWay));
        }

        answer.SetResult();
        await Rig.UntilAsync(() => rig.Memory.IsEmpty);
        TakenMail mail = Assert.Single(server.Mails, static mail => mail.To.Count > 1);
        Assert.Equal(to, mail.To.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Domains_OfOneProviderWithUnlikeRequirements_ShareNeitherTransactionNorConnection()
    {
        // One message keeps the only connection busy until all of the other is in the lane.
        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedServer server = new() { Hold = mail => mail.To[0] == "first@d9.example" ? answer.Task : Task.CompletedTask };
        await using Rig rig = new() { Tls = new StateByDomain() };
        rig.Start();
        rig.Routes.Default = StaticRoutes.To(new DeliveryLane("provider") { InitialConnections = 1 }, server.EndPoint);
        await rig.SendAsync("first@d9.example");
        await rig.SendAsync("a@one.example", "b@two.example", "c@three.example");
        answer.SetResult();
        await Rig.UntilAsync(() => rig.Memory.IsEmpty);
        Assert.Equal((3, 2), (server.Mails.Count, server.Connections));
        Assert.Contains(server.Mails, static mail => mail.To is ["b@two.example"]);
    }

    [Fact]
    public async Task SmartHost_WithALogin_IsLoggedInToOnceAConnection()
    {
        await using ScriptedServer server = new() { Capabilities = ["PIPELINING", "AUTH PLAIN"], Answer = static (_, command) => command.StartsWith("AUTH", StringComparison.Ordinal) ? "235 2.7.0 ok" : null };
        await using Rig rig = new Rig().Start();
        rig.Routes.Default = RouteResult.Found(new DeliveryRoute([new RouteHost("smart.test", 0, [server.EndPoint])], new DeliveryLane("smart")) { Credentials = new SmartHostCredentials("jan", "secret") });
        for (int i = 1; i <= 3; i++)
        {
            await rig.SendAsync("eva@example.org");
            await Rig.UntilAsync(() => rig.Memory.Results.Count == i);
        }

        Assert.Equal(3, server.Mails.Count);
        Assert.Equal("AUTH PLAIN AGphbgBzZWNyZXQ=", Assert.Single(server.Commands, static command => command.StartsWith("AUTH", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task SmartHost_ThatRefusesTheLogin_LetsTheMailWait()
    {
        await using ScriptedServer server = new() { Capabilities = ["AUTH PLAIN"], Answer = static (_, command) => command.StartsWith("AUTH", StringComparison.Ordinal) ? "535 5.7.8 wrong" : null };
        await using Rig rig = new Rig().Start();
        rig.Routes.Default = RouteResult.Found(new DeliveryRoute([new RouteHost("smart.test", 0, [server.EndPoint])], new DeliveryLane("smart")) { Credentials = new SmartHostCredentials("jan", "secret") });
        await rig.SendAsync("eva@example.org");
        await Rig.UntilAsync(() => rig.Memory.Results.Count == 1);
        RecipientOutcome last = Assert.Single(rig.Memory.All).Recipients[0].Last!;
        Assert.Equal((RecipientOutcomeKind.Deferred, "4.7.8"), (last.Kind, last.Status.ToString()));
    }

    [Fact]
    public async Task Bdat_OfferedAndRefused_GoesByData()
    {
        await using ScriptedServer server = new() { Capabilities = ["CHUNKING"] };
        await using Rig rig = new Rig().Start();
        rig.Routes.With("example.org", server.EndPoint);
        await rig.SendAsync("eva@example.org");
        await Rig.UntilAsync(() => rig.Memory.IsEmpty);
        Assert.Single(server.Mails);
        Assert.Equal(2, server.Connections);
    }

    private sealed class StateByDomain : IDeliveryTlsPolicy
    {
        public ValueTask<TlsRequirement> RequireAsync(TlsQuestion question, CancellationToken cancellationToken) =>
            new(new TlsRequirement(SmtpClientTls.WhenOffered, question.Destination == "two.example" ? "strict" : "opportunistic"));
    }
}
