using System.Collections.Frozen;

namespace Submission.Policy.Rules.Relayed;

/// <summary>
/// The protocols by which one mail server hands a message to another, as the clause <c>with</c> names them: those of RFC 5321, RFC 3848 and RFC 6531, and names
/// that are in use beside them.
/// </summary>
internal static class MailProtocols
{
    private static readonly FrozenSet<string> Names = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "SMTP", "ESMTP", "ESMTPA", "ESMTPS", "ESMTPSA",
        "LMTP", "LMTPA", "LMTPS", "LMTPSA",
        "UTF8SMTP", "UTF8SMTPA", "UTF8SMTPS", "UTF8SMTPSA",
        "UTF8LMTP", "UTF8LMTPA", "UTF8LMTPS", "UTF8LMTPSA",
        "SMTPA", "SMTPS", "SMTPSA", "ASMTP", "BSMTP");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Words = Names.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether one of the words names such a protocol; <c>Microsoft SMTP Server</c> does by its second.</summary>
    /// <param name="with">The words of the clause, separated by blanks.</param>
    public static bool Contains(ReadOnlySpan<char> with)
    {
        foreach (Range word in with.Split(' '))
        {
            if (Words.Contains(with[word])) return true;
        }

        return false;
    }
}
