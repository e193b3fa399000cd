using System.Collections.Immutable;
using System.Text;
using Submission.Policy.Content.Names;

namespace Submission.Policy.Content.Tests.Names;

/// <summary>Short ways to ask which names a field has.</summary>
internal static class NamesOf
{
    private static readonly string[] Listed = [".exe", ".com", ".pif", ".bat", ".scr", ".js", ".iso"];

    /// <summary>The names of a part with one field Content-Disposition, whose value is one character per octet.</summary>
    public static ImmutableArray<string> Disposition(string octets) => Field("Content-Disposition", octets);

    public static ImmutableArray<string> Field(string name, string octets) => Fields((name, octets));

    public static ImmutableArray<string> Fields(params (string Name, string Octets)[] fields)
    {
        var sut = new AttachmentNames();
        sut.BeginPart();
        foreach ((string name, string octets) in fields) sut.AddField(Encoding.Latin1.GetBytes(name), Encoding.Latin1.GetBytes(octets));
        Assert.False(sut.IsFull);
        return [.. sut.ToImmutable().Select(static attachment => attachment.Name)];
    }

    /// <summary>Whether a rule with the usual list of extensions would refuse one of them: after the last dot, whatever the letters' case.</summary>
    public static bool HaveListedExtension(this IEnumerable<string> names) =>
        names.Any(static name => Listed.Any(extension => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase)));

    /// <summary>One character per octet of the UTF-8 form.</summary>
    public static string Utf8(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
