using System.Collections.Immutable;

namespace Submission.Policy.Content.Headers;

/// <summary>What a field Content-Type says, in every plausible reading. Immutable.</summary>
/// <param name="MediaTypes">The media types in lower case, such as <c>text/plain</c>, the most plausible first; one without a slash is there as it stands; none for an empty field.</param>
/// <param name="Boundaries">The boundaries of a multipart, the most plausible first; an empty one where the field says that it is empty.</param>
/// <param name="IsComplete">Whether all of the field was read; false for a field that would cost too much.</param>
internal sealed record ContentTypeReading(ImmutableArray<string> MediaTypes, ImmutableArray<byte[]> Boundaries, bool IsComplete)
{
    /// <summary>Whether some reading is a multipart, however it is spelt (<c>x-multipart</c>, or without a subtype).</summary>
    public bool MayBeMultipart => MediaTypes.Any(static type => type.Contains("multipart", StringComparison.Ordinal));
}
