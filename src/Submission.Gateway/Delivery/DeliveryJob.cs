using Submission.Gateway.Queue;
using Submission.Gateway.Routing;

namespace Submission.Gateway.Delivery;

/// <summary>The claims of one message that go one way, in one transaction where the servers allow it.</summary>
internal sealed class DeliveryJob(Claim claim, DeliveryRoute route, DirectBody? body)
{
    public QueuedMessage Message => Claims[0].Delivery.Message;

    public List<Claim> Claims { get; } = [claim];

    public DeliveryRoute Route { get; } = route;

    /// <summary>The body where it is in memory; otherwise it is read from the queue.</summary>
    public DirectBody? Body { get; } = body;

    /// <summary>Whether another job for the same message can go along: its domain has the same servers.</summary>
    public bool CanTake(DeliveryJob other)
    {
        if (Message.Number != other.Message.Number || Route.Hosts.Length != other.Route.Hosts.Length) return false;
        foreach (RouteHost host in other.Route.Hosts)
        {
            if (!Has(host.Name)) return false;
        }

        return Equals(Route.Credentials?.Login, other.Route.Credentials?.Login);
    }

    private bool Has(string name)
    {
        foreach (RouteHost host in Route.Hosts)
        {
            if (string.Equals(host.Name, name, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
