using Submission.Policy.Content;
using Submission.Policy.Lookups;

namespace Conformance.Worlds;

/// <summary>Reads messages as every host does, but for those of which a case says that they cannot be read.</summary>
internal sealed class CaseMessageReader : IMessageReader
{
    private static readonly MimeMessageReader Real = new();

    /// <summary>Whether messages can be read.</summary>
    public bool IsAvailable { get; set; } = true;

    public ValueTask<LookupResult<MessageStructure>> ReadAsync(MessageContent content, CancellationToken cancellationToken) =>
        IsAvailable ? Real.ReadAsync(content, cancellationToken) : new(LookupResult<MessageStructure>.Unavailable("the case says so"));
}
