using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Submission.Policy.Specification;

namespace Submission.Policy.Testing.Cases;

/// <summary>Reads values out of the tree of a case file and notes everything that is wrong.</summary>
internal sealed class CaseBinder(List<SpecError> errors)
{
    public void Error(SpecLocation location, string message, string? mend = null) => errors.Add(new SpecError(location, message, mend));

    /// <summary>Takes a node as a mapping and complains about words that it does not know.</summary>
    public SpecMapping? Mapping(SpecNode node, string what, params ReadOnlySpan<string> words)
    {
        if (node is not SpecMapping mapping)
        {
            Error(node.Location, $"{what} needs words with values.");
            return null;
        }

        string[] known = words.ToArray();
        foreach (SpecEntry entry in mapping.Entries)
        {
            if (known.Length == 0 || known.Contains(entry.Key.Value, StringComparer.Ordinal)) continue;
            string? nearest = Spelling.Nearest(entry.Key.Value, known);
            Error(
                entry.Key.Location,
                $"'{entry.Key.Value}' is not a word of {what}.",
                nearest is null ? $"It knows: {string.Join(", ", known)}." : $"Did you mean '{nearest}'?");
        }

        return mapping;
    }

    public string Text(SpecNode node, string what)
    {
        if (node is SpecScalar scalar) return scalar.Value;
        Error(node.Location, $"{what} is a single value.");
        return "";
    }

    public string? Text(SpecMapping mapping, string word) => mapping.TryGet(word, out SpecEntry? entry) ? Text(entry.Value, $"'{word}'") : null;

    public ImmutableArray<SpecNode> Sequence(SpecNode node, string what)
    {
        if (node is SpecSequence sequence) return sequence.Items;
        Error(node.Location, $"{what} is a list.");
        return [];
    }

    /// <summary>The texts of a list; an empty list where the word is missing.</summary>
    public ImmutableArray<SpecScalar> Texts(SpecMapping mapping, string word) =>
        mapping.TryGet(word, out SpecEntry? entry) ? Texts(entry.Value, $"'{word}'") : [];

    public ImmutableArray<SpecScalar> Texts(SpecNode node, string what)
    {
        ImmutableArray<SpecScalar>.Builder texts = ImmutableArray.CreateBuilder<SpecScalar>();
        foreach (SpecNode item in Sequence(node, what))
        {
            if (item is SpecScalar scalar) texts.Add(scalar);
            else Error(item.Location, $"{what} holds single values.");
        }

        return texts.ToImmutable();
    }

    public bool? YesNo(SpecMapping mapping, string word)
    {
        if (!mapping.TryGet(word, out SpecEntry? entry)) return null;
        string text = Text(entry.Value, $"'{word}'");
        if (text is "true") return true;
        if (text is not "false") Error(entry.Value.Location, $"'{word}' is true or false.");
        return false;
    }

    public long? Number(SpecMapping mapping, string word, long least, long most)
    {
        if (!mapping.TryGet(word, out SpecEntry? entry)) return null;
        if (entry.Value is SpecScalar scalar
            && long.TryParse(scalar.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most) return number;
        Error(entry.Value.Location, string.Create(CultureInfo.InvariantCulture, $"'{word}' is a whole number from {least} to {most}."));
        return null;
    }

    public DomainName? Domain(SpecScalar scalar)
    {
        if (DomainName.TryParse(scalar.Value, out DomainName? domain)) return domain;
        Error(scalar.Location, $"'{scalar.Value}' is not a domain name.");
        return null;
    }

    public EmailAddress? Mailbox(SpecScalar scalar)
    {
        if (EmailAddress.TryParse(scalar.Value, out EmailAddress? address)) return address;
        Error(scalar.Location, $"'{scalar.Value}' is not a mail address.");
        return null;
    }

    public IPAddress? Address(SpecScalar scalar)
    {
        if (IPAddress.TryParse(scalar.Value, out IPAddress? address)) return address;
        Error(scalar.Location, $"'{scalar.Value}' is not an IP address.");
        return null;
    }
}
