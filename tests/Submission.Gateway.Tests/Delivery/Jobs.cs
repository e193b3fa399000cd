using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;
using Submission.Gateway.Routing;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;

namespace Submission.Gateway.Tests.Delivery;

/// <summary>Jobs for lanes that are looked at without any connection.</summary>
internal static class Jobs
{
    public static DeliveryJob For(DeliveryLane lane)
    {
        QueuedMessage message = new()
        {
            Number = 1,
            Id = TransactionId.Create(DateTimeOffset.UnixEpoch),
            Mail = new MailCommand(EmailAddress.Parse("jan@domena.cz"), SmtpMailParameters.None),
            AcceptedAt = DateTimeOffset.UnixEpoch,
            Size = 1,
            Deliveries = 1,
        };
        QueuedDelivery delivery = new() { Number = 1, Message = message, Destination = lane.Name, Recipients = [], State = DeliveryState.UnderWay };
        return new DeliveryJob(new Claim(delivery, new DestinationState(lane.Name), 0), new DeliveryRoute([], lane), body: null);
    }
}
