using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Submission.Policy.Lookups;

namespace Submission.Policy.Expressions;

/// <summary>Something that a reply can show in braces. Immutable and thread-safe.</summary>
internal sealed class ReplyField
{
    private static readonly FrozenDictionary<string, ReplyField> ByName = new ReplyField[]
    {
        new("id", null, static context => context.Id.ToString()),
        new("ip", "client.ip", static context => context.Client.AddressText),
        new("country", "client.country", Country),
        new("helo", "helo.name", static context => context.HeloName),
        // What the client typed, known whether or not the account exists.
        new("login", "account.login", static context => context.Login),
        new("sender", "sender.address", static context => context.Sender?.ToString() ?? ""),
        new("domain", "sender.domain", static context => context.Sender?.DomainText ?? ""),
        new("recipient", "recipient.address", static context => context.Recipient?.ToString() ?? ""),
    }
    .Concat(FactCatalog.All.Select(static fact => new ReplyField(fact.Name, fact.Name, context => fact.Text(context) ?? "")))
    .ToFrozenDictionary(static field => field.Name, StringComparer.Ordinal);

    private ReplyField(string name, string? fact, Func<PolicyContext, string> read)
    {
        Name = name;
        Fact = fact is not null && FactCatalog.TryGet(fact, out Fact? known) ? known : null;
        Read = read;
    }

    /// <summary>The name between the braces.</summary>
    public string Name { get; }

    /// <summary>The fact that it is made from; <see langword="null"/> where it is always known.</summary>
    public Fact? Fact { get; }

    /// <summary>Reads it; empty where it is not known.</summary>
    public Func<PolicyContext, string> Read { get; }

    /// <summary>All names.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    public static bool TryGet(string name, [NotNullWhen(true)] out ReplyField? field) => ByName.TryGetValue(name, out field);

    private static string Country(PolicyContext context)
    {
        LookupResult<string> country = context.Country;
        return country.IsFound ? country.Value : "??";
    }
}
