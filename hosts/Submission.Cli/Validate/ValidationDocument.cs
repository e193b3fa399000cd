using System.Collections.Immutable;
using Submission.Cli.Policies;
using Submission.Policy.Specification;

namespace Submission.Cli.Validate;

/// <summary>The JSON of <c>validate</c>.</summary>
internal sealed record ValidationDocument(string? Policy, bool Valid, int Rules, int Lists, ImmutableArray<ErrorDocument> Errors)
{
    public static ValidationDocument Of(LoadedPolicy policy) => new(
        policy.Spec?.Name,
        policy.Errors.IsEmpty,
        policy.Spec?.Rules.Length ?? 0,
        policy.Spec?.Lists.Length ?? 0,
        [.. policy.Errors.Select(ErrorDocument.Of)]);
}

/// <summary>One error in JSON.</summary>
internal sealed record ErrorDocument(string File, int Line, int Column, string Message, string? Mend, string? Rule)
{
    public static ErrorDocument Of(SpecError error) =>
        new(error.Location.File, error.Location.Line, error.Location.Column, error.Message, error.Mend, error.Rule);
}
