using System.Collections.Frozen;
using Submission.Policy.Specification;

namespace Submission.Policy.Expressions;

/// <summary>The names of functions and methods and how they are called.</summary>
internal static class Functions
{
    private static readonly FrozenDictionary<string, string> Global = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["size"] = "size(value)",
        ["in_network"] = "in_network(client.ip, lists.name)",
        ["domain"] = "domain(address)",
        ["subdomain_of"] = "subdomain_of(domain, 'example.org')",
        ["glob"] = "glob(text, 'mx*.example.org')",
        ["duration"] = "duration('1h')",
        ["timestamp"] = "timestamp('2026-01-01T10:00:00Z')",
        ["int"] = "int(value)",
        ["double"] = "double(value)",
        ["string"] = "string(value)",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Methods = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["size"] = "size()",
        ["contains"] = "contains('part')",
        ["startsWith"] = "startsWith('prefix')",
        ["endsWith"] = "endsWith('suffix')",
        ["matches"] = "matches('pattern')",
        ["exists"] = "exists(x, condition)",
        ["all"] = "all(x, condition)",
        ["getFullYear"] = "getFullYear()",
        ["getMonth"] = "getMonth()",
        ["getDate"] = "getDate()",
        ["getDayOfMonth"] = "getDayOfMonth()",
        ["getDayOfWeek"] = "getDayOfWeek()",
        ["getDayOfYear"] = "getDayOfYear()",
        ["getHours"] = "getHours('Europe/Prague')",
        ["getMinutes"] = "getMinutes()",
        ["getSeconds"] = "getSeconds()",
        ["getMilliseconds"] = "getMilliseconds()",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool IsMethod(string name) => Methods.ContainsKey(name);

    /// <summary>An example of a call.</summary>
    public static string UsageOf(string name) => Methods.TryGetValue(name, out string? usage) ? usage : Global[name];

    /// <summary>What to write instead of an unknown name, or of a function that is called as a method or the other way round.</summary>
    public static string? MendFor(string name, bool isMethod)
    {
        if (isMethod && Global.TryGetValue(name, out string? usage)) return $"Write {usage}.";
        if (!isMethod && Methods.TryGetValue(name, out usage)) return $"Write value.{usage}.";
        string? nearest = Spelling.Nearest(name, isMethod ? Methods.Keys : Global.Keys);
        return nearest is null ? $"Known are {string.Join(", ", (isMethod ? Methods.Keys : Global.Keys).Order(StringComparer.Ordinal))}." : $"Did you mean {nearest}?";
    }
}
