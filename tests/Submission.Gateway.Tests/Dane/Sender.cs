using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;
using Submission.Gateway.Routing;
using Submission.Gateway.Tests.Delivery;
using Submission.Gateway.Tls;
using Submission.Tests.Peers;

namespace Submission.Gateway.Tests.Dane;

/// <summary>Sends mail to domains of the bed with an engine of its own, and says what came of it.</summary>
internal sealed class Sender : IAsyncDisposable
{
    private readonly DaneBed _bed;
    private readonly Rig _rig;

    /// <param name="bed">The bed.</param>
    /// <param name="policy">How servers are spoken to; null for DANE by the bed's resolver.</param>
    /// <param name="routes">The delivery policy for routes.</param>
    public Sender(DaneBed bed, IDeliveryTlsPolicy? policy = null, DeliveryPolicy? routes = null)
    {
        _bed = bed;
        _rig = new Rig { Tls = policy ?? bed.Policy(), OtherRoutes = bed.Routes(routes) };
        _rig.Options.DelayWarning = TimeSpan.Zero;
        _rig.Start();
    }

    /// <summary>Sends a message and waits for the end of its first attempt.</summary>
    /// <returns>What the sink has taken; or what the queue shows of the recipient.</returns>
    public async Task<(SunkMail? Mail, RecipientOutcome? Outcome)> SendAsync(string domain, MessageTls demand = MessageTls.Default)
    {
        string recipient = $"{Guid.NewGuid():N}@{domain}";
        NewMessage message = _rig.Message("Subject: x\r\n\r\nx\r\n"u8.ToArray(), recipient) with { Tls = demand };
        Assert.Equal(QueueAdditionOutcome.Stored, await _rig.Gateway.AcceptAsync(message, TestContext.Current.CancellationToken));
        (QueuedDelivery Claim, DeliveryResult Result)? Ended() => _rig.Memory.Results.ToArray().Where(result => result.Claim.Message.Id == message.Id).Cast<(QueuedDelivery, DeliveryResult)?>().FirstOrDefault();
        await Rig.UntilAsync(() => Ended() is not null);
        DeliveryResult result = Ended()!.Value.Result;
        SunkMail? mail = null;
        if (result.Recipients.IsEmpty) await Rig.UntilAsync(() => (mail = _bed.Sink.Mails.FirstOrDefault(taken => taken.To.Contains(recipient))) is not null);
        return (mail, result.Recipients.IsEmpty ? null : result.Recipients[0].Last);
    }

    /// <summary>Sends what must arrive.</summary>
    public async Task<SunkMail> DeliverAsync(string domain, MessageTls demand = MessageTls.Default)
    {
        (SunkMail? mail, RecipientOutcome? outcome) = await SendAsync(domain, demand);
        Assert.True(mail is not null, $"{domain}: {outcome?.Status} {outcome?.Text}");
        return mail;
    }

    /// <summary>Sends what must wait.</summary>
    /// <returns>The text that the queue shows.</returns>
    public async Task<string> DeferAsync(string domain, MessageTls demand = MessageTls.Default)
    {
        (SunkMail? mail, RecipientOutcome? outcome) = await SendAsync(domain, demand);
        Assert.True(mail is null, $"{domain} was delivered");
        Assert.Equal((RecipientOutcomeKind.Deferred, new EnhancedStatus(4, 7, 5)), (outcome!.Kind, outcome.Status));
        return outcome.Text;
    }

    /// <summary>Sends what must go back.</summary>
    public async Task<RecipientOutcome> FailAsync(string domain, MessageTls demand = MessageTls.Default)
    {
        (SunkMail? mail, RecipientOutcome? outcome) = await SendAsync(domain, demand);
        Assert.True(mail is null, $"{domain} was delivered");
        Assert.Equal(RecipientOutcomeKind.Failed, outcome!.Kind);
        return outcome;
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();
}
