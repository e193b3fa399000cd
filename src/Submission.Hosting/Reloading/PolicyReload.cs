using Submission.Hosting.Composition;

namespace Submission.Hosting.Reloading;

/// <summary>Puts a policy into force when its files change. The engine keeps the old one where the new one is wrong, and logs why.</summary>
internal sealed class PolicyReload(PolicyEngine engine, string? path, UnseenRulesReport unseen) : IReloadable
{
    private readonly WatchedFiles _files = new(path);

    public bool HasChanged() => _files.HaveChanged();

    public void Reload()
    {
        if (engine.Reload().IsEmpty) unseen.Write();
    }
}
