using System.Collections.Immutable;
using Submission.Policy.Content.Names;

namespace Submission.Grpc.Mapping;

/// <summary>Reads what a message holds where the caller tells it. Names are made comparable here, so that the caller need not know how.</summary>
internal static class StructureReader
{
    private const int MaximumAttachments = 10_000;
    private const int MaximumFields = 1000;

    public static MessageStructure Read(Wire.MessageStructure structure, string path)
    {
        FactReader.Bound(structure.AttachmentNames, MaximumAttachments, path + ".attachment_names");
        FactReader.Bound(structure.Received, MaximumFields, path + ".received");
        FactReader.Bound(structure.From, MaximumFields, path + ".from");
        return new MessageStructure
        {
            Attachments = Names(structure.AttachmentNames),
            Received = [.. structure.Received.Select(static hop => new ReceivedHop(hop.By.ToLowerInvariant().TrimEnd('.'), hop.With.ToUpperInvariant()))],
            From = [.. structure.From.Select(static from => EmailAddress.TryParse(from, out EmailAddress? address) ? address.Canonical : from)],
            HasPartialMessage = structure.HasPartialMessage,
            HasEncryptedPart = structure.HasEncryptedPart,
            Parts = structure.Parts is > 0 and <= int.MaxValue ? (int)structure.Parts : 1,
            Incomplete = structure.Incomplete.Length > 0 ? structure.Incomplete : null,
        };
    }

    private static ImmutableArray<AttachmentName> Names(IEnumerable<string> told)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var readings = new List<string>();
        foreach (string name in told)
        {
            readings.Clear();
            ComparableName.Read(name, readings);
            names.UnionWith(readings);
        }

        return [.. names.Select(static name => new AttachmentName(name, AttachmentNameSource.Disposition))];
    }
}
