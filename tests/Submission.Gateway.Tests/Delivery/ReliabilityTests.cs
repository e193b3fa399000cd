using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;

namespace Submission.Gateway.Tests.Delivery;

/// <summary>Rows Q9 to Q14 and Q18, Q19.</summary>
public sealed class ReliabilityTests
{
    [Theory]
    [InlineData("MAIL")]
    [InlineData("DATA")]
    public async Task Q9_ServerSays421_DefersThisMessageAndNotTheNext(string verb)
    {
        await using ScriptedServer server = new();
        await using Rig rig = new Rig().Start();
        rig.Routes.With("example.org", server.EndPoint);
        server.Answer = (connection, command) => connection == 1 && command.StartsWith(verb, StringComparison.Ordinal) ? "421 4.3.2 closing" : null;
        TransactionId first = await rig.SendAsync("eva@example.org");
        await Rig.UntilAsync(() => rig.Memory.Results.Count >= 1);
        await rig.SendAsync("eva@example.org");
        await Rig.UntilAsync(() => server.Mails.Count == 1);
        await Rig.UntilAsync(() => rig.Memory.All.Length == 1);
        QueuedDelivery left = Assert.Single(rig.Memory.All);
        Assert.Equal((first, DeliveryState.Waiting, 1), (left.Message.Id, left.State, left.Attempts));
        Assert.Equal((RecipientOutcomeKind.Deferred, 421), (left.Recipients[0].Last!.Kind, left.Recipients[0].Last!.ReplyCode));
    }

    [Fact]
    public async Task Results_ThatCannotBeWritten_TakeNoPlaceFromOthersOfTheirDestination()
    {
        await using ScriptedServer server = new();
        await using Rig rig = new Rig().Start();
        rig.Routes.With("example.org", server.EndPoint);
        int errors = 0;
        rig.Memory.ResultError = claim => claim.Recipients[0].Command.ForwardPath.LocalPart == "bad" ? new InvalidOperationException($"error {Interlocked.Increment(ref errors)}") : null;
        const int Bad = 60; // more than its lane, which bears at most twenty connections, takes of the queue at once
        for (int i = 0; i < Bad; i++) await rig.SendAsync("bad@example.org");
        await Rig.UntilAsync(() => errors == Bad * 5);
        Assert.Equal(Bad, server.Mails.Count);
        await rig.Queue.AddAsync(rig.Message("Subject: x\r\n\r\n"u8.ToArray(), "eva@example.org"), TestContext.Current.CancellationToken);
        rig.Engine.Wake();
        await Rig.UntilAsync(() => server.Mails.Count == Bad + 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Q9_ServerClosesAtIdle_NextMessageGoesOverANewConnectionAtOnce(bool isSaid)
    {
        await using ScriptedServer server = new();
        await using Rig rig = new Rig().Start();
        rig.Routes.With("example.org", server.EndPoint);
        await rig.SendAsync("eva@example.org");
        await Rig.UntilAsync(() => rig.Memory.IsEmpty);
        if (isSaid) server.Answer = static (connection, command) => connection == 1 && command.StartsWith("MAIL", StringComparison.Ordinal) ? "421 4.4.2 idle too long" : null;
        else server.CloseAll();
        await rig.SendAsync("eva@example.org");
        await Rig.UntilAsync(() => rig.Memory.IsEmpty);
        Assert.Equal((2, 2), (server.Mails.Count, server.Connections));
        Assert.All(rig.Memory.Results, static written => Assert.Empty(written.Result.Recipients));
    }

    [Fact]
    public async Task Q10_ReplyToTheMessageIsLost_SendsAgainAndCountsTheDoubt()
    {
        using Measured doubtful = new("gateway.deliveries.doubtful");
        await using ScriptedServer server = new();
        await using Rig rig = new Rig().Start();
        rig.Options.FirstRetry = TimeSpan.FromMilliseconds(50);
        rig.Routes.With("example.org", server.EndPoint);
        server.MessageAnswer = static mail => mail.Connection == 1 ? ScriptedServer.TakenAndClosed : null;
        await rig.SendAsync("eva@example.org");
        await Rig.UntilAsync(() => rig.Memory.IsEmpty && rig.Memory.Results.Count >= 2);
        TakenMail[] twice = [.. server.Mails];
        Assert.Equal(2, twice.Length);
        Assert.Equal(twice[0].Data, twice[1].Data);
        Assert.True(doubtful.Total >= 1); // tests beside this one may add theirs
    }

    [Fact]
    public async Task Q11_ThreeRecipients_OneDeliveredOneDeferredOneTold_AlsoAfterARestart()
    {
        await using ScriptedServer server = new();
        await using Rig rig = new Rig().Start();
        rig.Options.FirstRetry = TimeSpan.FromHours(1);
        rig.Routes.With("example.org", server.EndPoint).With("domena.cz", server.EndPoint);
        server.Answer = static (_, command) => command switch
        {
            "RCPT TO:<b@example.org>" => "450 4.2.0 later",
            "RCPT TO:<c@example.org>" => "550 5.1.1 who",
            _ => null,
        };
        await rig.SendAsync("a@example.org", "b@example.org", "c@example.org");
        await Rig.UntilAsync(() => server.Mails.Count == 2 && rig.Memory.All.Length == 1 && rig.Memory.Results.Count == 2);
        Assert.Equal(["a@example.org"], server.Mails.First(static mail => mail.From.Length > 0).To);
        TakenMail notice = server.Mails.First(static mail => mail.From.Length == 0);
        Assert.Equal(["jan@domena.cz"], notice.To);
        string text = System.Text.Encoding.UTF8.GetString(notice.Data);
        Assert.Contains("c@example.org", text, StringComparison.Ordinal);
        Assert.DoesNotContain("b@example.org", text.Split("message/delivery-status")[1].Split("Content-Type")[0], StringComparison.Ordinal);

        await rig.RestartAsync();
        QueuedDelivery left = Assert.Single(rig.Memory.All);
        QueuedRecipient waiting = Assert.Single(left.Recipients);
        Assert.Equal(("b@example.org", "450 4.2.0 later"), (waiting.Command.ForwardPath.ToString(), waiting.Last!.Text));
        server.Answer = static (_, _) => null;
        await rig.Memory.RetryAsync(QueueFilter.All, TestContext.Current.CancellationToken);
        await Rig.UntilAsync(() => rig.Memory.IsEmpty);
        Assert.Equal(["b@example.org"], server.Mails.Last().To);
    }

    [Fact]
    public async Task Q12_AttemptThatHangs_IsCutOffAndWaitsWithTheCause()
    {
        await using ScriptedServer server = new() { Answer = static (_, command) => command.StartsWith("MAIL", StringComparison.Ordinal) ? "hang" : null };
        await using Rig rig = new();
        rig.Options.AttemptTimeout = TimeSpan.FromSeconds(1);
        rig.Routes.With("example.org", server.EndPoint);
        rig.Start();
        await rig.SendAsync("eva@example.org");
        await Rig.UntilAsync(() => rig.Memory.Results.Count >= 1);
        QueuedDelivery left = Assert.Single(rig.Memory.All);
        Assert.Equal((DeliveryState.Waiting, 1), (left.State, left.Attempts));
        Assert.Contains("took too long", left.Recipients[0].Last!.Text, StringComparison.Ordinal);
        await Rig.UntilAsync(() => server.Open == 0);
    }

    [Fact]
    public async Task Q12_ResolverThatHangs_IsCutOffToo()
    {
        await using Rig rig = new();
        rig.Options.AttemptTimeout = TimeSpan.FromSeconds(1);
        rig.Routes.Hang = true;
        rig.Start();
        await rig.SendAsync("eva@example.org");
        await Rig.UntilAsync(() => rig.Memory.Results.Count >= 1);
        Assert.Equal(new EnhancedStatus(4, 4, 3), Assert.Single(rig.Memory.All).Recipients[0].Last!.Status);
    }

    [Fact]
    public async Task Q13_ThousandMessagesForSeveralLanes_ArriveOnceEach()
    {
        await using ScriptedServer one = new();
        await using ScriptedServer two = new();
        await using Rig rig = new Rig().Start();
        for (int i = 0; i < 10; i++) rig.Routes.With($"d{i}.example", i % 2 == 0 ? one.EndPoint : two.EndPoint);
        // Half of them go the direct way, half by the queue.
        await Parallel.ForAsync(0, 1000, TestContext.Current.CancellationToken, async (i, cancellationToken) =>
        {
            byte[] body = System.Text.Encoding.ASCII.GetBytes($"Subject: {i}\r\n\r\n.\r\n");
            if (i % 2 == 0) await rig.SendAsync(body, $"u{i}@d{i % 10}.example");
            else await rig.Queue.AddAsync(rig.Message(body, $"u{i}@d{i % 10}.example"), cancellationToken);
        });
        rig.Engine.Wake();
        await Rig.UntilAsync(() => rig.Memory.IsEmpty);
        string[] subjects = [.. one.Mails.Concat(two.Mails).Select(static mail => System.Text.Encoding.ASCII.GetString(mail.Data))];
        Assert.Equal(1000, subjects.Length);
        Assert.Equal(1000, subjects.Distinct().Count());
    }

    [Fact]
    public async Task Q14_FirstServerCannotBeReached_SecondTakesIt()
    {
        await using ScriptedServer good = new();
        await using Rig rig = new Rig().Start();
        rig.Routes.With("example.org", FreePort.Find(), good.EndPoint);
        await rig.SendAsync("eva@example.org");
        await Rig.UntilAsync(() => rig.Memory.IsEmpty);
        Assert.Single(good.Mails);
    }

    [Theory]
    [InlineData("554 5.3.2 no")]
    [InlineData("421 4.3.2 busy")]
    [InlineData("close")]
    public async Task Q14_FirstServerTurnsAway_SecondTakesIt(string greeting)
    {
        await using ScriptedServer bad = new() { Answer = (_, command) => command.Length == 0 ? greeting : null };
        await using ScriptedServer good = new();
        await using Rig rig = new Rig().Start();
        rig.Routes.With("example.org", bad.EndPoint, good.EndPoint);
        await rig.SendAsync("eva@example.org");
        await Rig.UntilAsync(() => rig.Memory.IsEmpty);
        Assert.Single(good.Mails);
    }

    [Fact]
    public async Task Q18_StopWhileAServerThinks_LetsItFinish()
    {
        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedServer server = new();
        server.Hold = _ =>
        {
            asked.TrySetResult();
            return answer.Task;
        };
        await using Rig rig = new Rig().Start();
        rig.Options.DrainTimeout = TimeSpan.FromSeconds(30);
        rig.Routes.With("example.org", server.EndPoint);
        await rig.SendAsync("eva@example.org");
        await asked.Task;
        Task stop = rig.StopAsync();
        Assert.False(stop.IsCompleted);
        answer.SetResult();
        await stop;
        Assert.True(rig.Memory.IsEmpty);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MAIL")]
    [InlineData("DATA")]
    public async Task Q19_StopWithAServerThatHangs_EndsAndGivesBackWhatWasNotSent(string verb)
    {
        await using ScriptedServer server = new() { Answer = (_, command) => (verb.Length == 0 ? command.Length == 0 : command.StartsWith(verb, StringComparison.Ordinal)) ? "hang" : null };
        await using Rig rig = new Rig().Start();
        rig.Options.DrainTimeout = TimeSpan.FromMilliseconds(100);
        rig.Routes.With("example.org", server.EndPoint);
        for (int i = 0; i < 20; i++) await rig.SendAsync("eva@example.org");
        await Rig.UntilAsync(() => server.Open > 0);
        await rig.StopAsync().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal(20, rig.Memory.All.Length);
        Assert.All(rig.Memory.All, static left => Assert.Equal((DeliveryState.Waiting, 0), (left.State, left.Attempts)));
        await rig.StopAsync();
    }

    [Fact]
    public async Task Q19_StopAfterTheEndOfAMessage_CountsAsAnAttempt()
    {
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedServer server = new();
        server.Hold = _ =>
        {
            asked.TrySetResult();
            return new TaskCompletionSource().Task;
        };
        await using Rig rig = new Rig().Start();
        rig.Options.DrainTimeout = TimeSpan.Zero;
        rig.Routes.With("example.org", server.EndPoint);
        await rig.SendAsync("eva@example.org");
        await asked.Task;
        await rig.StopAsync();
        Assert.Equal(1, Assert.Single(rig.Memory.All).Attempts);
    }
}
