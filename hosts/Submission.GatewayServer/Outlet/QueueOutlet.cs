using Submission.Gateway;
using Submission.Hosting.Outlets;

namespace Submission.GatewayServer.Outlet;

/// <summary>Stores every message in the queue before its client hears 250; the gateway answers for it from then on. Thread-safe.</summary>
internal sealed class QueueOutlet(MailGateway gateway) : IMailOutlet
{
    // Without room, sessions are greeted all the same: MAIL is told what is wanting, and what needs none goes on.
    public bool IsOpen => gateway.Health.IsHealthy || !gateway.HasRoomFor(0);

    public IMailOutletTransaction Begin(OutgoingMail mail) => new QueueOutletTransaction(mail, gateway);
}
