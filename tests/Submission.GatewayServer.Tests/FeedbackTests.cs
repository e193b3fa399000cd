using Submission.GatewayServer.Tests.Processes;

namespace Submission.GatewayServer.Tests;

/// <summary>Checks 11 and 11a with the shipped rules: what becomes of messages in the queue decides what their sender may go on sending.</summary>
public sealed class FeedbackTests : GatewayTest
{
    private const int Batch = 101;
    private const string Recipient = "somebody@friend.example";

    [Fact]
    public async Task Batch_OfWhichMoreThanHalfStaysInTheQueue_BlocksItsSenderEvenWhenItDrains()
    {
        await using GatewayProcess gateway = await StartWithAsync("mostly-queued");
        Sink.AnswerRecipient(Recipient, "451 4.2.1 Mailbox busy");

        await AssertBlockedBehindAsync(gateway);

        // The block lasts its hour even where the queue drains.
        Sink.AnswerRecipient(Recipient, "250 2.1.5 OK");
        await ArrivesAsync(Recipient, Batch);
        Assert.Equal("550 5.1.0 {id} policy violation", Wire.WithoutId(await MailAsync(gateway)));
    }

    [Fact]
    public async Task Batch_OfWhichMoreThanHalfIsRefusedByTheRecipientsServer_BlocksItsSender()
    {
        await using GatewayProcess gateway = await StartWithAsync("mostly-bounced");
        Sink.AnswerRecipient(Recipient, "550 5.1.1 No such user here");

        await AssertBlockedBehindAsync(gateway);

        // Each of the senders heard of it.
        await ArrivesAsync(TestAccount.Jan.Login, Batch);
    }

    [Theory]
    [InlineData("mostly-queued")]
    [InlineData("mostly-bounced")]
    public async Task Batch_ThatArrives_BlocksNobody(string rule)
    {
        await using GatewayProcess gateway = await StartWithAsync(rule);

        await SendBatchAsync(gateway);
        await ArrivesAsync(Recipient, Batch);
        // While more than half of them are in the queue still, one more would rightly block its sender for an hour.
        await Until.TrueAsync(async () => await gateway.QueuedAsync() == 0, () => gateway.Process.Log);

        await Until.TrueAsync(async () => (await MailAsync(gateway)).StartsWith("250 ", StringComparison.Ordinal), () => gateway.Process.Log);
    }

    // One rule of the shipped policy, as it stands there.
    private Task<GatewayProcess> StartWithAsync(string rule)
    {
        string text = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "specs", "forpsi", "rules", rule + ".yaml"));
        string policy = $"policy: shares\nlanguage: 1\nabout: One rule of the shipped policy.\nrules: [{rule}]\n---\n{text}";
        return GatewayProcess.StartAsync(Setup with { Policy = policy, More = new() { ["Delivery:LongestRetry"] = "2s" } }, Folder);
    }

    private static async Task AssertBlockedBehindAsync(GatewayProcess gateway)
    {
        await SendBatchAsync(gateway);
        // Reports are told behind the replies.
        string reply = "";
        await Until.TrueAsync(
            async () =>
            {
                reply = await MailAsync(gateway);
                return !reply.StartsWith("250 ", StringComparison.Ordinal);
            },
            () => gateway.Process.Log);
        Assert.Equal("550 5.1.0 {id} policy violation", Wire.WithoutId(reply));
    }

    // One short of the batch cannot block; the last one completes it.
    private static async Task SendBatchAsync(GatewayProcess gateway)
    {
        await using SmtpWire wire = await Wire.LogInAsync(gateway.Submission, TestAccount.Jan);
        for (int i = 0; i < Batch; i++)
            Assert.StartsWith("250 2.0.0 ", await wire.SendMessageAsync(TestAccount.Jan.Login, Recipient), StringComparison.Ordinal);
    }

    private static async Task<string> MailAsync(GatewayProcess gateway)
    {
        await using SmtpWire wire = await Wire.LogInAsync(gateway.Submission, TestAccount.Jan);
        return await wire.AskAsync($"MAIL FROM:<{TestAccount.Jan.Login}>");
    }
}
