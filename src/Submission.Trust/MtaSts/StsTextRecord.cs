using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Submission.Trust.MtaSts;

/// <summary>The TXT record at <c>_mta-sts.</c> that tells of an MTA-STS policy (RFC 8461, section 3.1). Immutable and thread-safe.</summary>
/// <param name="Id">What changes with the policy: 1 to 32 letters and digits.</param>
public sealed record StsTextRecord(string Id)
{
    internal const string Version = "STSv1";
    private const int MaximumIdLength = 32;

    /// <summary>The name at which a domain publishes its record.</summary>
    /// <param name="domain">The domain in ASCII.</param>
    public static string NameFor(string domain) => "_mta-sts." + domain;

    /// <summary>Finds the record among all TXT records of the name. Others that stand beside it are passed over.</summary>
    /// <param name="texts">The records.</param>
    /// <param name="record">The record.</param>
    /// <returns>Whether there is exactly one of MTA-STS and it is in good order.</returns>
    public static bool TryFind(ImmutableArray<string> texts, [NotNullWhen(true)] out StsTextRecord? record) => TryFind(texts, out record, out _);

    /// <summary>Finds the record, or tells why it is as if there were none.</summary>
    /// <param name="texts">The records.</param>
    /// <param name="record">The record.</param>
    /// <param name="problem">What is wrong, for people; <see langword="null"/> where there is a record, or none that means to be one.</param>
    /// <returns>Whether there is exactly one of MTA-STS and it is in good order.</returns>
    public static bool TryFind(ImmutableArray<string> texts, [NotNullWhen(true)] out StsTextRecord? record, out string? problem)
    {
        record = null;
        problem = null;
        string? found = null;
        foreach (string text in texts)
        {
            if (!RecordFields.IsOfVersion(text, Version)) continue;
            if (found is not null)
            {
                problem = "There are several records of MTA-STS, which is the same as none.";
                return false;
            }

            found = text;
        }

        if (found is null) return false;
        if (!RecordFields.TryParse(found, out ImmutableArray<RecordField> tags)) problem = "The record of MTA-STS is no list of fields.";
        else if (RecordFields.First(tags, "id") is not { } id) problem = "The record of MTA-STS has no id.";
        else if (!IsId(id)) problem = "The id of the record of MTA-STS is not 1 to 32 letters and digits.";
        else record = new StsTextRecord(id);
        return record is not null;
    }

    private static bool IsId(string text)
    {
        if (text.Length is 0 or > MaximumIdLength) return false;
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c)) return false;
        }

        return true;
    }
}
