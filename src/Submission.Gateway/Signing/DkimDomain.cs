using System.Collections.Immutable;
using Submission.Gateway.Signing.Activation;
using Submission.Gateway.Signing.Keys;
using Submission.Trust.Dkim;

namespace Submission.Gateway.Signing;

/// <summary>A domain and its keys. Read by many threads; changed by whoever has its gate.</summary>
internal sealed class DkimDomain
{
    private readonly Dictionary<string, DkimSigningKey> _keys = new(StringComparer.Ordinal);
    private volatile Snapshot _snapshot;

    private DkimDomain(DkimDomainState state) => _snapshot = new Snapshot(state, []);

    public DkimDomainState State => _snapshot.State;

    public ImmutableArray<DkimSigningKey> SigningKeys => _snapshot.SigningKeys;

    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>When it is to be looked after again; the default is at once.</summary>
    public DateTimeOffset NextLook { get; set; }

    public static DkimDomain Begin(string name) => new(new DkimDomainState { Domain = name });

    /// <exception cref="DkimKeyException">A key cannot be used.</exception>
    public static DkimDomain Open(DkimDomainState state, DkimKeyStore store)
    {
        var domain = new DkimDomain(state);
        foreach (DkimKeyState key in state.Keys)
        {
            if (key.Stage != DkimKeyStage.Retired) domain._keys[key.Selector] = store.Read(state.Domain, key.Selector, key.Algorithm);
        }

        domain.Take(state);
        return domain;
    }

    public void Add(DkimSigningKey key) => _keys[key.Selector] = key;

    public void Remove(string selector) => _keys.Remove(selector);

    /// <summary>Puts a state into force.</summary>
    public void Take(DkimDomainState state)
    {
        ImmutableArray<DkimSigningKey>.Builder keys = ImmutableArray.CreateBuilder<DkimSigningKey>(2);
        foreach (DkimKeyState key in state.Keys)
        {
            if (DkimLifecycle.Signs(state, key) && _keys.TryGetValue(key.Selector, out DkimSigningKey? signing)) keys.Add(signing);
        }

        _snapshot = new Snapshot(state, keys.DrainToImmutable());
    }

    private sealed record Snapshot(DkimDomainState State, ImmutableArray<DkimSigningKey> SigningKeys);
}
