using System.Globalization;
using System.Text;
using Submission.Policy.Content.Tests.Corpus.Hostile;
using Submission.Policy.Content.Tests.Corpus.Ordinary;

namespace Submission.Policy.Content.Tests.Corpus;

/// <summary>Writes <c>docs/attachment-names.md</c>: what the table holds and what comes of it.</summary>
internal static class AttachmentNamesPage
{
    private static readonly (string Row, string Title)[] Rows =
    [
        ("M1", "The name in one field, with and without a decoy in the other"),
        ("M2", "Two names, two fields"),
        ("M3", "Folded and spaced fields"),
        ("M4", "Quotes and escapes"),
        ("M5", "Comments"),
        ("M6", "Encoded and continued parameters (RFC 2231)"),
        ("M7", "Encoded words in parameters (RFC 2047)"),
        ("M8", "Ends that systems drop, paths, NUL, percent signs"),
        ("M9", "Invisible, turned and look-alike characters"),
        ("M10", "What counts as the extension"),
        ("M11", "Extensions that are not on the list"),
        ("M12", "Names in other fields"),
        ("M13", "Fields that contradict each other"),
        ("M14", "Transfer encodings"),
        ("M15", "Boundaries"),
        ("M16", "Fields hidden in broken headers"),
        ("M17", "Messages and parts within parts"),
        ("M18", "What is not there: pieces and references"),
        ("M19", "Files within text: uuencode, yEnc, BinHex"),
        ("M20", "winmail.dat (TNEF)"),
        ("M21", "S/MIME"),
        ("M22", "Archives, disk images, OpenPGP"),
        ("M23", "Links, scripts and entries that are no attachments"),
        ("M24", "Before the first part and after the last"),
        ("M25", "Charsets"),
        ("M26", "Rudiments of messages"),
    ];

    public static string Write()
    {
        var page = new StringBuilder();
        string introduction = string.Create(CultureInfo.InvariantCulture, $"""
            # Attachment names

            Check 14 refuses a message when some mail client would show, for any of its parts, a file name with a listed extension. Clients read broken and unusual messages in
            different ways, so the reader takes every plausible reading of every name. This page lists the messages that prove it: {TrickTable.All.Count} ways to hide a name, each sent
            twice. With `.exe` in it a message must be refused, with `.pdf` in the very same place it must pass; so neither a reader that misses names nor one that refuses whatever
            looks odd can be right. Both of a row's messages are built octet by octet in `tests/Submission.Policy.Content.Tests/Corpus`, and every test run judges them all.

            It is not all about refusing: {OrdinaryTable.Count} ordinary messages (clients, newsletters, bounces, receipts, invitations, digests, patches, signed and encrypted mail, names in a
            dozen languages) must pass, each with the names that its receiver sees; and {HostileTable.All.Count} messages that are made to cost too much must be read within a time that
            their size allows, and without being held in memory. `FUZZ_INPUTS=1000000` in the environment of the tests reads a million changed ones.

            Verdicts: *refused*, *passes*, and *either* where both are right. "[disposition]" and "[type]" tell which field the name stands in.

            This page is generated: run the tests with `UPDATE_DOCS=1`.

            """);
        page.Append(introduction.ReplaceLineEndings("\n"));
        foreach ((string row, string title) in Rows)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {row}: {title}\n\n| message | .exe | .pdf |\n|---|---|---|\n");
            foreach (Trick trick in TrickTable.All.Where(trick => trick.Row == row))
                page.Append(CultureInfo.InvariantCulture, $"| {trick.Variant.Replace("|", "\\|", StringComparison.Ordinal)} | {Verdict(trick.BadWithExe)} | {Verdict(trick.BadWithPdf)} |\n");
        }

        page.Append("\n## Messages that want to cost too much\n\n");
        foreach (HostileMessage message in HostileTable.All) page.Append(CultureInfo.InvariantCulture, $"- {message.Name}\n");
        return page.ToString();
    }

    private static string Verdict(bool? bad) => bad switch
    {
        true => "refused",
        false => "passes",
        null => "either",
    };
}
