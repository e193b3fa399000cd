using System.Reflection;
using Submission.Policy.Specification;

namespace Submission.Policy.Yaml;

/// <summary>The policies that are embedded in this package. Thread-safe.</summary>
public static class PolicySpecs
{
    private const string ForpsiPrefix = "specs/forpsi/";

    private static readonly Lazy<InMemoryYamlPolicy> LazyForpsi = new(static () => Load(ForpsiPrefix));

    /// <summary>The submission checks of smtp.forpsi.com, as in <c>specs/forpsi</c>.</summary>
    public static IPolicySpecProvider Forpsi => LazyForpsi.Value;

    private static InMemoryYamlPolicy Load(string prefix)
    {
        Assembly assembly = typeof(PolicySpecs).Assembly;
        IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> files = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => KeyValuePair.Create(name[prefix.Length..], ReadResource(assembly, name)));
        return new InMemoryYamlPolicy(prefix.TrimEnd('/') + " (embedded)", files, prefix, limits: null);
    }

    private static ReadOnlyMemory<byte> ReadResource(Assembly assembly, string name)
    {
        using Stream stream = assembly.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
