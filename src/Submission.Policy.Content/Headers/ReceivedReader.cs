using System.Text;

namespace Submission.Policy.Content.Headers;

/// <summary>Reads a field Received (RFC 5321, section 4.4): unfolded, without comments, its clauses in any order. Never throws; linear.</summary>
internal static class ReceivedReader
{
    private const int MaximumLength = 255;

    /// <summary>Reads what follows the colon, folds included.</summary>
    public static ReceivedHop Read(ReadOnlySpan<byte> rawValue)
    {
        string by = "", with = "";
        Clause clause = Clause.None;
        var protocol = new StringBuilder();
        var words = new ReceivedWords(rawValue);
        while (words.TryRead(out string word))
        {
            Clause next = ClauseOf(word);
            if (next == Clause.None)
            {
                if (clause == Clause.By && by.Length == 0) by = HostOf(word);
                if (clause == Clause.With && with.Length == 0 && protocol.Length + word.Length < MaximumLength) protocol.Append(protocol.Length == 0 ? "" : " ").Append(word);
                if (clause == Clause.By) clause = Clause.Other;
                continue;
            }

            if (with.Length == 0) with = protocol.ToString();
            clause = next;
        }

        if (with.Length == 0) with = protocol.ToString();
        return new ReceivedHop(by, with.ToUpperInvariant());
    }

    private static string HostOf(string word)
    {
        string host = word.TrimEnd('.').ToLowerInvariant();
        return host.Length <= MaximumLength ? host : host[^MaximumLength..];
    }

    private static Clause ClauseOf(string word) => word.ToUpperInvariant() switch
    {
        "BY" => Clause.By,
        "WITH" => Clause.With,
        "FROM" or "VIA" or "ID" or "FOR" or ";" => Clause.Other,
        _ => Clause.None,
    };

    private enum Clause
    {
        None,
        By,
        With,
        Other,
    }
}
