using System.Text;

namespace E2E.Tests.Clients;

/// <summary>
/// Mail servers of others with the daemon as their smart host. What is accepted arrives; what is refused goes back to its sender in a notice with the daemon's words; what is deferred stays
/// in the queue with the daemon's words and is delivered by a later try.
/// </summary>
public sealed class SmartHostTests(MailSystem system) : IAsyncLifetime
{
    // The shipped policy refuses what came through other mail servers.
    private const string Policy = """
        policy: smart-host
        language: 1
        about: Mail of servers that log in.
        rules: [authentication, unresolvable-recipient-domain]
        ---
        rule: authentication
        about: Only authenticated clients may send.
        stage: [auth, mail]
        authenticate:
          wrong-password: 535 5.1.0 {id} authentication failed
          unknown-user: 535 5.1.0 {id} authentication rejected
          disabled: 535 5.1.0 {id} authentication rejected access disabled
          encryption-required: 538 5.7.11 {id} encryption required
        reply: 530 5.7.0 Authentication required
        on-error: defer 454 4.7.0 {id} temporary authentication failure
        ---
        rule: unresolvable-recipient-domain
        about: The recipient's domain must have a valid MX, or an address where it has no MX.
        stage: rcpt
        resolve: { domain: recipient.domain, to: [mx, a, aaaa] }
        reply: 550 5.1.1 {id} invalid destination domain <{recipient}>
        on-error: defer 451 4.4.3 {id} cannot look up {recipient.domain} now, try again later
        """;

    private readonly SmtpSink _home = new();
    private DaemonProcess? _daemon;

    public async ValueTask InitializeAsync() => _daemon = await DaemonProcess.StartAsync(system.Setup with { PolicyText = Policy });

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.StopAsync();
            await _daemon.DisposeAsync();
        }

        await _home.DisposeAsync();
    }

    [Theory]
    [InlineData("postfix")]
    [InlineData("exim")]
    [InlineData("opensmtpd")]
    [InlineData("nullmailer")]
    public async Task Server_AcceptedRefusedAndDeferred_DeliversReturnsAndKeeps(string name)
    {
        using var accepted = new Attempt(system, name, daemon: _daemon);
        using var refused = new Attempt(system, name, Outcome.Refused, daemon: _daemon);
        using var deferred = new Attempt(system, name, Outcome.DeferredAtTheEnd, daemon: _daemon);
        await using ISmartHostClient client = await StartAsync(name, accepted);

        foreach (Attempt attempt in (Attempt[])[deferred, refused, accepted]) await client.SubmitAsync(attempt.Message.Recipient);
        if (name == "nullmailer") await client.RetryAsync(); // it is asked, so that it does not wait for its time

        await Until.TrueAsync(() => accepted.Arrived.Length == 1, () => "Not delivered.\n" + client.Log());
        await HoldsAsync(client, deferred.Message.Recipient, Attempt.DeferredWords);
        await IsReturnedAsync(client, name, refused);
        await ForgetsAsync(client, accepted.Message.Recipient);

        system.Sink.AnswerEnd(deferred.Message.Recipient, "250 2.0.0 queued");
        await client.RetryAsync();
        await Until.TrueAsync(() => deferred.Arrived.Length > 0, () => "Not tried again.\n" + client.Log());
        await ForgetsAsync(client, deferred.Message.Recipient);
        Assert.Single(deferred.Arrived);
        Assert.Single(accepted.Arrived);
        Assert.Empty(refused.Arrived);
    }

    private static Task ForgetsAsync(ISmartHostClient client, string recipient) => Until.TrueAsync(
        async () => !(await client.QueueAsync()).Contains(recipient, StringComparison.Ordinal), () => $"{recipient} is still in the queue.\n{client.Log()}");

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
        await ForgetsAsync(client, refused.Message.Recipient);
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
