using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Submission.Admin;
using Submission.Gateway;
using Submission.Gateway.Queue;
using Submission.Gateway.Queue.Sqlite;
using Submission.Gateway.Routing;
using Submission.Policy;
using Submission.Policy.Delivery;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;

namespace Submission.GatewayServer.Tests.Admin;

/// <summary>Check 11: what an operator gives up over the admin socket no longer sits in the queue for the rules.</summary>
public sealed class GivenUpFeedbackTests : IDeliveryFeedback, IRouteResolver, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("queue-");
    private readonly Channel<DeliveryReport> _reports = Channel.CreateUnbounded<DeliveryReport>();

    public ValueTask ReportAsync(DeliveryReport report, CancellationToken cancellationToken) => _reports.Writer.WriteAsync(report, cancellationToken);

    public ValueTask<RouteResult> ResolveAsync(string destination, CancellationToken cancellationToken) => throw new InvalidOperationException("Nothing is to be delivered.");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("drop")]
    [InlineData("bounce")]
    public async Task GivenUp_OverTheAdminSocket_IsReportedAsNoLongerQueued(string change)
    {
        await using SqliteMessageQueue queue = SqliteMessageQueue.Open(new SqliteQueueOptions { Directory = _folder.FullName, MinimumFreeSpace = 0 }, TimeProvider.System, NullLogger.Instance);
        await using AdminSite site = await AdminSite.StartAsync(
            queue, services => services.AddSingleton<IDeliveryFeedback>(this).AddSingleton<IRouteResolver>(this).AddSubmissionGateway(new GatewayOptions()));
        var held = new NewMessage
        {
            Id = TransactionId.Create(TimeProvider.System.GetUtcNow()),
            Mail = new MailCommand(EmailAddress.Parse("jan@domena.cz"), SmtpMailParameters.None),
            Recipients = [new RcptCommand(EmailAddress.Parse("eva@example.org"), SmtpRcptParameters.None)],
            Body = MessageBody.FromMemory("Subject: x\r\n\r\n"u8.ToArray()),
            Account = "jan@domena.cz",
            Client = IPAddress.Parse("192.0.2.7"),
            HoldReason = "look at it",
        };
        await queue.AddAsync(held, TestContext.Current.CancellationToken);

        Assert.Equal(1, (await site.ChangeAsync<AdminQueueChange>($"queue/{change}?account=jan@domena.cz")).Changed);

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        DeliveryReport report = await _reports.Reader.ReadAsync(patience.Token);
        Assert.Equal((held.Id.ToString(), DeliveryEvent.Delivered, "jan@domena.cz"), (report.MessageId, report.Event, report.Account!.Login));
    }
}
