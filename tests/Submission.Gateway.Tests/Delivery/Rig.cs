using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;
using Submission.Gateway.Routing;
using Submission.Gateway.Tls;
using Submission.Policy.Delivery;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;

namespace Submission.Gateway.Tests.Delivery;

/// <summary>An engine over a queue, with everything that a test may set.</summary>
internal sealed class Rig : IAsyncDisposable
{
    private DeliveryEngine? _engine;
    private MailGateway? _gateway;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public GatewayOptions Options { get; } = new() { Hostname = "gateway.test", RetryJitter = 0, NoticeWait = TimeSpan.Zero };

    public StaticRoutes Routes { get; } = new();

    public IRouteResolver? OtherRoutes { get; init; }

    public IDeliveryTlsPolicy? Tls { get; init; }

    public ITlsSessionObserver? Observer { get; init; }

    public IDeliveryFeedback? Feedback { get; init; }

    public IMessageQueue? Other { get; init; }

    public MemoryQueue Memory => field ??= new MemoryQueue(Time);

    public IMessageQueue Queue => Other ?? Memory;

    public DeliveryEngine Engine => _engine ??= new DeliveryEngine(Queue, OtherRoutes ?? Routes, Options, Tls, Feedback, Time, NullLogger.Instance, static () => 0.5, observer: Observer);

    public MailGateway Gateway => _gateway ??= new MailGateway(Queue, Engine, null, Time, NullLogger.Instance);

    public Rig Start()
    {
        Engine.Start();
        return this;
    }

    public Task StopAsync() => Engine.StopAsync(TestContext.Current.CancellationToken);

    /// <summary>Stops the engine and starts another one over the same queue.</summary>
    public async Task RestartAsync()
    {
        await Engine.DisposeAsync();
        (_engine, _gateway) = (null, null);
        Engine.Start();
    }

    public Task<TransactionId> SendAsync(params string[] to) => SendAsync(Encoding.ASCII.GetBytes("Subject: test\r\n\r\nhello\r\n"), to);

    public async Task<TransactionId> SendAsync(byte[] body, params string[] to)
    {
        NewMessage message = Message(body, to);
        Assert.Equal(QueueAdditionOutcome.Stored, await Gateway.AcceptAsync(message, TestContext.Current.CancellationToken));
        return message.Id;
    }

    public NewMessage Message(byte[] body, params string[] to) => new()
    {
        Id = TransactionId.Create(Time.GetUtcNow()),
        Mail = new MailCommand(EmailAddress.Parse("jan@domena.cz"), SmtpMailParameters.None),
        Recipients = [.. to.Select(static address => new RcptCommand(EmailAddress.Parse(address), SmtpRcptParameters.None))],
        Body = MessageBody.FromMemory(body),
        Account = "jan@domena.cz",
        Client = IPAddress.Parse("192.0.2.7"),
    };

    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        bool isTrue = false;
        for (int i = 0; i < 4000 && !isTrue; i++)
        {
            isTrue = await condition();
            if (!isTrue) await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        Assert.True(isTrue);
    }

    public async ValueTask DisposeAsync()
    {
        Options.DrainTimeout = TimeSpan.Zero;
        if (_engine is not null) await _engine.DisposeAsync();
    }
}
