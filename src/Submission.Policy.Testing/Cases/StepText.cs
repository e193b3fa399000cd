using Submission.Policy.Specification;

namespace Submission.Policy.Testing.Cases;

/// <summary>Writes a step as it stands in the file, in one line and without a password.</summary>
internal static class StepText
{
    public static string Describe(SpecEntry action)
    {
        if (action.Value is SpecScalar { Value: "" }) return action.Key.Value;
        if (action.Key.Value is "auth" && action.Value is SpecSequence { Items: [SpecScalar login, ..] }) return $"auth: [{login.Value}, ...]";
        return $"{action.Key.Value}: {Describe(action.Value)}";
    }

    private static string Describe(SpecNode node) => node switch
    {
        SpecScalar scalar => scalar.Value,
        SpecSequence sequence => $"[{string.Join(", ", sequence.Items.Select(Describe))}]",
        SpecMapping mapping =>
            $"{{ {string.Join(", ", mapping.Entries.Where(static entry => entry.Key.Value is not "password").Select(entry => $"{entry.Key.Value}: {Describe(entry.Value)}"))} }}",
        _ => "",
    };
}
