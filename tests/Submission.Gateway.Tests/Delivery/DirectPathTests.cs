using System.Text;
using Submission.Gateway.Queue;

namespace Submission.Gateway.Tests.Delivery;

/// <summary>The way from acceptance straight to a connection, and when it is not taken.</summary>
public sealed class DirectPathTests
{
    private static readonly byte[] Awkward =
        Encoding.Latin1.GetBytes("Subject: x\r\n\r\n.\r\n..two\r\n" + new string('a', 5000) + "\r\n\u00e1\u00ff\u0080\0\r\n.end\r\n\r\n.\r\n");

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task AcceptAsync_EitherWay_DeliversTheExactOctets(bool isDirect, bool isSmall)
    {
        await using ScriptedServer server = new();
        await using Rig rig = new();
        if (!isDirect) rig.Options.DirectMemory = 0;
        rig.Start();
        rig.Routes.With("example.org", server.EndPoint);
        byte[] body = isSmall ? Awkward : [.. Enumerable.Repeat(Awkward, 30).SelectMany(static octets => octets)];
        byte[] prefix = "Received: from x by y; now\r\n"u8.ToArray();
        await rig.Gateway.AcceptAsync(rig.Message(body, "eva@example.org") with { Prefix = prefix }, TestContext.Current.CancellationToken);
        await Rig.UntilAsync(() => rig.Memory.IsEmpty);
        TakenMail mail = Assert.Single(server.Mails);
        Assert.Equal(("jan@domena.cz", "eva@example.org"), (mail.From, Assert.Single(mail.To)));
        Assert.Equal([.. prefix, .. body], mail.Data);
        Assert.Equal((isDirect ? 0 : 1, isDirect && isSmall ? 0 : 1), (rig.Memory.Claims, rig.Memory.BodiesOpened));
    }

    [Fact]
    public async Task AcceptAsync_BodyThatIsGoneAfterwards_IsDeliveredFromTheCopy()
    {
        await using ScriptedServer server = new();
        await using Rig rig = new Rig().Start();
        rig.Routes.With("example.org", server.EndPoint);
        byte[] body = "Subject: x\r\n\r\nbody\r\n"u8.ToArray();
        byte[] original = [.. body];
        await rig.Gateway.AcceptAsync(rig.Message(body, "eva@example.org"), TestContext.Current.CancellationToken);
        Array.Fill(body, (byte)'x');
        await Rig.UntilAsync(() => rig.Memory.IsEmpty);
        Assert.Equal(original, Assert.Single(server.Mails).Data);
    }

    [Fact]
    public async Task AcceptAsync_BeforeTheStartAndAfterTheStop_OnlyStores()
    {
        await using ScriptedServer server = new();
        await using Rig rig = new();
        rig.Routes.With("example.org", server.EndPoint);
        await rig.SendAsync("eva@example.org");
        Assert.Equal(DeliveryState.Waiting, Assert.Single(rig.Memory.All).State);
        rig.Start();
        await Rig.UntilAsync(() => rig.Memory.IsEmpty);
        await rig.StopAsync();
        await rig.SendAsync("eva@example.org");
        Assert.Equal(DeliveryState.Waiting, Assert.Single(rig.Memory.All).State);
    }

    [Fact]
    public async Task AcceptAsync_SuspendedDestination_WaitsUntilItIsResumed()
    {
        await using ScriptedServer server = new();
        await using Rig rig = new();
        rig.Routes.With("example.org", server.EndPoint).With("other.example", server.EndPoint);
        await rig.Memory.SuspendAsync("example.org", "maintenance", null, TestContext.Current.CancellationToken);
        await rig.Engine.PrepareAsync(TestContext.Current.CancellationToken);
        rig.Start();
        Assert.False(rig.Engine.TakesDirect(rig.Message([], "eva@example.org")));
        await rig.SendAsync("eva@other.example");
        await Rig.UntilAsync(() => rig.Memory.IsEmpty);
        await rig.Memory.SuspendAsync("example.org", "maintenance", null, TestContext.Current.CancellationToken);
        await Rig.UntilAsync(() => !rig.Engine.TakesDirect(rig.Message([], "eva@example.org")));
        await rig.SendAsync("eva@example.org", "eva@other.example");
        // It is under way for a moment, to be put off.
        await Rig.UntilAsync(() => server.Mails.Count == 2 && rig.Memory.All is [{ Destination: "example.org", State: DeliveryState.Waiting }]);
        await rig.Memory.ResumeAsync("example.org", TestContext.Current.CancellationToken);
        await Rig.UntilAsync(() => rig.Memory.IsEmpty);
        Assert.Equal(3, server.Mails.Count);
    }

    [Fact]
    public async Task AcceptAsync_MemoryIsUsedUp_StoresAndIsDeliveredAllTheSame()
    {
        await using ScriptedServer server = new();
        await using Rig rig = new();
        rig.Options.DirectMemory = 2000;
        rig.Start();
        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Hold = _ => answer.Task;
        rig.Routes.With("example.org", server.EndPoint);
        byte[] body = Encoding.ASCII.GetBytes("Subject: x\r\n\r\n" + new string('a', 900) + "\r\n");
        for (int i = 0; i < 4; i++) await rig.SendAsync(body, "eva@example.org");
        Assert.False(rig.Engine.Memory.TryReserve(body.Length));
        answer.SetResult();
        await Rig.UntilAsync(() => rig.Memory.IsEmpty);
        Assert.Equal(4, server.Mails.Count);
        // The last attempt lets its body go a moment after its result is written.
        await Rig.UntilAsync(() => rig.Engine.Memory.TryReserve(2000));
    }

    [Fact]
    public async Task AcceptAsync_QueueIsDown_SaysSo()
    {
        await using Rig rig = new Rig().Start();
        rig.Memory.IsDown = true;
        Assert.Equal(QueueAdditionOutcome.Unavailable, await rig.Gateway.AcceptAsync(rig.Message([], "eva@example.org"), TestContext.Current.CancellationToken));
        Assert.True(rig.Engine.Memory.TryReserve(rig.Options.DirectMemory));
    }

    [Fact]
    public async Task QueueGoesDownDuringAnAttempt_ResultIsWrittenWhenItIsBack()
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
        rig.Routes.With("example.org", server.EndPoint);
        await rig.SendAsync("eva@example.org");
        await asked.Task;
        rig.Memory.IsDown = true;
        answer.SetResult();
        await Rig.UntilAsync(() => rig.Memory.Refused > 0 && server.Mails.Count == 1);
        rig.Memory.IsDown = false;
        await Rig.UntilAsync(() => rig.Memory.IsEmpty);
        await rig.SendAsync("eva@example.org");
        await Rig.UntilAsync(() => rig.Memory.IsEmpty && server.Mails.Count == 2);
    }

    [Fact]
    public async Task L1_ClaimThatIsLostBeforeTheTransfer_IsNotSent()
    {
        Microsoft.Extensions.Time.Testing.FakeTimeProvider time = new();
        await using ScriptedServer server = new();
        await using Rig rig = new Rig { Time = time }.Start();
        rig.Routes.With("example.org", server.EndPoint);
        server.Answer = (_, command) =>
        {
            if (!command.StartsWith("EHLO", StringComparison.Ordinal)) return null;
            // The node stalls past its lease, and another one takes the delivery.
            rig.Memory.EndLeases(TimeSpan.FromHours(1));
            time.Advance(TimeSpan.FromMinutes(3));
            return null;
        };
        await rig.SendAsync("eva@example.org");
        await Rig.UntilAsync(() => rig.Memory.Renewals > 0);
        await rig.StopAsync();
        Assert.Empty(server.Mails);
        Assert.Empty(rig.Memory.Results);
    }
}
