using Submission.Policy.Content.Headers;

namespace Submission.Policy.Content.Names;

/// <summary>The value of a field that is a name as a whole (Content-Location, Content-Description).</summary>
internal static class WholeValues
{
    /// <summary>Adds each view of the value.</summary>
    public static void Read(ReadOnlySpan<byte> rawValue, List<string> into, WorkBudget budget)
    {
        if (rawValue.Length > ParameterScanner.MaximumValueLength)
        {
            budget.Exhaust();
            return;
        }

        foreach (string view in HeaderViews.Of(rawValue))
        {
            string text = Charsets.Guess(view.Trim(' ', '\t'));
            if (budget.TryTake(text.Length) && !into.Contains(text)) into.Add(text);
        }
    }
}
