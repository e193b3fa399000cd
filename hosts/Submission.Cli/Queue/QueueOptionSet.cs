using System.CommandLine;
using Submission.Admin;
using Submission.Cli.Output;
using Submission.Policy;
using Submission.Policy.Specification;

namespace Submission.Cli.Queue;

/// <summary>Options that several commands of the queue have.</summary>
internal static class QueueOptionSet
{
    public const string IdsAre = "An id has 22 characters 0-9, A-Z, a-z, as in a reply, in the log or in Received:.";

    /// <summary>Why something is done.</summary>
    /// <param name="purpose">Where the reason is shown, to end a sentence.</param>
    /// <param name="isRequired">Whether it must be given.</param>
    public static Option<string?> CreateReason(string purpose, bool isRequired)
    {
        var option = new Option<string?>("--reason")
        {
            Description = $"Why, in at most {AdminQueueWords.MaximumReasonLength} characters; {purpose}.",
            HelpName = "text",
            Required = isRequired,
        };
        option.Validators.Add(static result =>
        {
            if (result.Tokens is [var token, ..] && AdminReason.ProblemOf(token.Value) is { } problem) result.AddError(problem);
        });
        return option;
    }

    /// <summary>For how long something is done.</summary>
    /// <param name="usually">What holds where it is not said.</param>
    public static Option<string?> CreateFor(string usually)
    {
        var option = new Option<string?>("--for") { Description = $"For how long, 1s to 30d, for example 2h or 1h30m; {usually} where it is not said.", HelpName = "time" };
        option.Validators.Add(static result =>
        {
            if (result.Tokens is not [var token, ..] || IsTime(token.Value)) return;
            result.AddError($"'{Printable.Of(token.Value)}' is no time from 1s to 30d; write for example 2h or 1h30m.");
        });
        return option;
    }

    public static bool IsId(string text) => TransactionId.TryParse(text, out _);

    private static bool IsTime(string text) =>
        DurationText.TryParse(text, out TimeSpan time) && time >= AdminQueueWords.ShortestTime && time <= AdminQueueWords.LongestTime;
}
