using System.Text;
using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;

namespace Submission.Gateway.Tests.Postgres;

/// <summary>Messages for the queue, and what comes of them.</summary>
internal static class Mail
{
    public static NewMessage To(params string[] recipients) => new()
    {
        Id = TransactionId.Create(TimeProvider.System.GetUtcNow()),
        Mail = new MailCommand(EmailAddress.Parse("jan@domena.cz"), SmtpMailParameters.None),
        Recipients = [.. recipients.Select(one => new RcptCommand(EmailAddress.Parse(one), SmtpRcptParameters.None))],
        Body = Body("Subject: Ahoj\r\n\r\nText.\r\n"),
        Account = "jan@domena.cz",
    };

    public static MessageBody Body(string text) => MessageBody.FromMemory(Encoding.UTF8.GetBytes(text));

    public static DeliveryResult Deferred(QueuedDelivery delivery, TimeSpan retryAfter) => Result(delivery, RecipientOutcomeKind.Deferred, OwedNotice.None) with { RetryAfter = retryAfter };

    public static DeliveryResult Failed(QueuedDelivery delivery) => Result(delivery, RecipientOutcomeKind.Failed, OwedNotice.Failed);

    public static async Task<byte[]> ReadAsync(QueuedBody body)
    {
        using var copy = new MemoryStream();
        await using Stream stream = body.Content.OpenRead();
        await stream.CopyToAsync(copy, TestContext.Current.CancellationToken);
        return copy.ToArray();
    }

    /// <summary>Waits until something is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await condition())
        {
            if (limit.IsCancellationRequested) Assert.Fail("It took too long until " + what);
            await Task.Delay(20, CancellationToken.None);
        }
    }

    private static DeliveryResult Result(QueuedDelivery delivery, RecipientOutcomeKind kind, OwedNotice notice) => new(
    [
        .. delivery.Recipients.Select(one => one with
        {
            Last = new RecipientOutcome { Kind = kind, Status = new EnhancedStatus(kind == RecipientOutcomeKind.Failed ? 5 : 4, 0, 0), Text = "Because", At = DateTimeOffset.UnixEpoch },
            Notice = notice,
        }),
    ]);
}
