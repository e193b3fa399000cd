using System.Collections.Frozen;

namespace Submission.Policy.Content.Tests.Corpus;

/// <summary>Check 14 in its plainest form: what the corpus is judged by. It is written anew here, so that a mistake in the rule cannot hide one in the reader.</summary>
internal static class BadAttachment
{
    private static readonly FrozenSet<string> Listed = new[]
    {
        "com", "exe", "pif", "bat", "scr", "cpl", "cmd", "dll", "lnk", "inf", "msi", "sct", "vbs", "vb", "vbe", "js", "wsf", "iso",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool IsBad(MessageStructure structure) =>
        structure.Incomplete is not null || structure.HasPartialMessage || structure.Attachments.Any(static attachment => attachment.Source != AttachmentNameSource.Description && IsListed(attachment.Name));

    public static bool IsListed(string name)
    {
        int dot = name.LastIndexOf('.');
        return dot >= 0 && Listed.Contains(name[(dot + 1)..]);
    }

    /// <summary>What a failed test says: everything that the verdict came from.</summary>
    public static string Describe(MessageStructure structure) =>
        $"names: {string.Join(" | ", structure.Attachments.Select(static attachment => $"{attachment.Source} '{attachment.Name}'"))}; incomplete: {structure.Incomplete ?? "no"}; partial: {structure.HasPartialMessage}; encrypted: {structure.HasEncryptedPart}; parts: {structure.Parts}";
}
