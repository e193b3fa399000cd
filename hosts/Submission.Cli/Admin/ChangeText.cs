using System.Globalization;
using Submission.Admin;

namespace Submission.Cli.Admin;

/// <summary>Says what a change has done.</summary>
internal static class ChangeText
{
    /// <summary>For example <c>lifted 2 blocks of jan@domena.cz</c>.</summary>
    public static string Of(AdminChange change, string done, string what, string nothing)
    {
        string rule = change.Rule is null ? "" : $" by {change.Rule}";
        return change.Count == 0
            ? $"{nothing} {change.Subject}{rule}."
            : string.Create(CultureInfo.InvariantCulture, $"{done} {change.Count} {what}{(change.Count == 1 ? "" : "s")} of {change.Subject}{rule}");
    }
}
