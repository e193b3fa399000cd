using Submission.Gateway.Routing;
using Submission.Hosting.Reloading;

namespace Submission.GatewayServer.Composition;

/// <summary>Puts a delivery policy into force when its file changes. One with errors leaves the old in force, and the log says why.</summary>
internal sealed class DeliveryPolicyReload(DeliveryPolicyFile policy, string path) : IReloadable
{
    private readonly WatchedFiles _files = new(path);

    public bool HasChanged() => _files.HaveChanged();

    public void Reload() => policy.Reload();
}
