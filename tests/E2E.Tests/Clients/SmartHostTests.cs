using System.Text;

namespace E2E.Tests.Clients;

/// <summary>
/// Mail servers of others with the daemon as their smart host. What is accepted arrives; what is refused goes back to its sender in a notice with the daemon's words; what is deferred stays
/// in the queue with the daemon's words and is delivered by a later try.
/// </summary>
public sealed class SmartHostTests(MailSystem system) : IAsyncLifetime
{
    private readonly SmtpSink _home = new();

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _home.DisposeAsync();

    [Theory]
    [InlineData("postfix")]
    [InlineData("exim")]
    [InlineData("opensmtpd")]
    [InlineData("nullmailer")]
    public async Task Server_AcceptedRefusedAndDeferred_DeliversReturnsAndKeeps(string name)
    {
        using var accepted = new Attempt(system, name);
        using var refused = new Attempt(system, name, Outcome.Refused);
        using var deferred = new Attempt(system, name, Outcome.DeferredAtTheEnd);
        await using ISmartHostClient client = await StartAsync(name, accepted);

        foreach (Attempt attempt in (Attempt[])[deferred, refused, accepted]) await client.SubmitAsync(attempt.Message.Recipient);
        if (name == "nullmailer") await client.RetryAsync(); // it is asked, so that it does not wait for its time

        await Until.TrueAsync(() => accepted.Arrived.Length == 1, () => "Not delivered.\n" + client.Log() + system.Daemon.Process.Log);
        await HoldsAsync(client, deferred.Message.Recipient, Attempt.DeferredWords);
        await IsReturnedAsync(client, name, refused);
        Assert.DoesNotContain(accepted.Message.Recipient, await client.QueueAsync(), StringComparison.Ordinal);

        system.Sink.AnswerEnd(deferred.Message.Recipient, "250 2.0.0 queued");
        await client.RetryAsync();
        await Until.TrueAsync(() => deferred.Arrived.Length > 0, () => "Not tried again.\n" + client.Log());
        await Until.TrueAsync(
            async () => !(await client.QueueAsync()).Contains(deferred.Message.Recipient, StringComparison.Ordinal), () => "Still in the queue.\n" + client.Log());
        Assert.Single(deferred.Arrived);
        Assert.Single(accepted.Arrived);
        Assert.Empty(refused.Arrived);
    }

    private static Task HoldsAsync(ISmartHostClient client, string recipient, string words)
    {
        string queue = "";
        return Until.TrueAsync(
            async () => (queue = await client.QueueAsync()).Contains(recipient, StringComparison.Ordinal) && queue.Contains(words, StringComparison.Ordinal),
            () => $"The queue does not hold {recipient} with '{words}':\n{queue}\n{client.Log()}");
    }

    private async Task IsReturnedAsync(ISmartHostClient client, string name, Attempt refused)
    {
        if (name == "nullmailer")
        {
            // It has no other way out than the smart host, which takes no notices: message and notice end among what has failed.
            await Until.TrueAsync(
                () => ((NullmailerClient)client).Failed().Contains(refused.Message.Recipient, StringComparison.Ordinal), () => "Not among what has failed.\n" + client.Log());
            return;
        }

        await Until.TrueAsync(() => Notices(refused).Length == 1, () => "No notice came.\n" + client.Log());
        SinkMessage notice = Assert.Single(Notices(refused));
        Assert.StartsWith("MAIL FROM:<>", notice.Envelope[0], StringComparison.OrdinalIgnoreCase);
        Assert.Contains(refused.Words, Encoding.Latin1.GetString(notice.Data), StringComparison.Ordinal);
        Assert.DoesNotContain(refused.Message.Recipient, await client.QueueAsync(), StringComparison.Ordinal);
    }

    private SinkMessage[] Notices(Attempt refused) =>
        [.. _home.To(TestAccount.Jan.Login).Where(notice => Encoding.Latin1.GetString(notice.Data).Contains(refused.Message.Recipient, StringComparison.Ordinal))];

    private async Task<ISmartHostClient> StartAsync(string name, Attempt attempt) => name switch
    {
        "postfix" => await PostfixClient.StartAsync(attempt, _home.EndPoint),
        "exim" => await EximClient.StartAsync(attempt, _home.EndPoint),
        "opensmtpd" => await OpenSmtpdClient.StartAsync(attempt, _home.EndPoint),
        _ => NullmailerClient.Start(attempt),
    };
}
