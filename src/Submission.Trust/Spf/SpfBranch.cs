using System.Net;

namespace Submission.Trust.Spf;

/// <summary>A record within the tree that an SPF record leads to, surveyed without a client: every term is taken to be asked.</summary>
/// <param name="domain">The domain of the record.</param>
/// <param name="via">The term that leads here; <see langword="null"/> for the root.</param>
/// <param name="found">What the domain publishes.</param>
internal sealed class SpfBranch(string domain, string? via, SpfPublication found)
{
    public string Domain { get; } = domain;

    public string? Via { get; } = via;

    public SpfPublication Found { get; } = found;

    /// <summary>Whether the domain stands above itself: the record leads to itself without end.</summary>
    public bool IsLoop { get; init; }

    /// <summary>Whether what matches here lets a client pass, all the way from the root.</summary>
    public bool CanPass { get; init; }

    /// <summary>The terms that ask DNS, this branch's own ones only.</summary>
    public int OwnLookups { get; set; }

    /// <summary>The terms that ask DNS, here and below.</summary>
    public int Lookups => OwnLookups + Branches.Sum(static branch => branch.Lookups);

    /// <summary>What it includes and redirects to.</summary>
    public List<SpfBranch> Branches { get; } = [];

    /// <summary>Terms that ask for what there is not.</summary>
    public List<SpfDirective> Voids { get; } = [];

    /// <summary>Terms for which DNS did not answer.</summary>
    public List<SpfDirective> Unanswered { get; } = [];

    /// <summary>Terms with more MX records than are looked up.</summary>
    public List<SpfDirective> TooManyExchangers { get; } = [];

    /// <summary>The addresses that an <c>a</c> or <c>mx</c> of this branch now leads to.</summary>
    public Dictionary<SpfDirective, IReadOnlyList<IPAddress>> Addresses { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>This branch and all below.</summary>
    public IEnumerable<SpfBranch> All => Branches.SelectMany(static branch => branch.All).Prepend(this);
}
