using System.Globalization;
using Spectre.Console;
using Submission.Admin;
using Submission.Cli.Output;

namespace Submission.Cli.Queue;

/// <summary>Words and numbers of the queue for people.</summary>
internal static class QueueText
{
    public static readonly string[] Notes =
    [
        "What waits is counted in deliveries: the recipients of one message in one domain, which are tried together.",
        "States: waiting for an attempt, underway, held by an operator or a rule, finished where only a notice is owed.",
    ];

    public static string Sender(string sender) => sender.Length == 0 ? "<>" : sender;

    public static string Count(long count, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");

    public static string Deliveries(long count) => Count(count, "delivery", "deliveries");

    public static Style StyleOf(string state) => state switch
    {
        AdminQueueWords.Held or "failed" => Styles.Bad,
        AdminQueueWords.Waiting => Styles.Warning,
        AdminQueueWords.UnderWay or "delivered" => Styles.Good,
        _ => Styles.Quiet,
    };

    /// <summary>Says what a change has done, for example <c>held 3 deliveries; 1 more is under way and is held when its attempt ends without success</c>.</summary>
    public static string Of(AdminQueueChange change)
    {
        if (change.Changed == 0 && change.UnderWay == 0) return $"There is nothing to {change.Change}.";
        string done = change.Change switch
        {
            AdminQueueWords.Retry => $"{Deliveries(change.Changed)} due now",
            AdminQueueWords.Hold => $"held {Deliveries(change.Changed)}",
            AdminQueueWords.Release => $"released {Deliveries(change.Changed)}",
            AdminQueueWords.Bounce => $"returned {Deliveries(change.Changed)} to the senders",
            _ => $"dropped {Deliveries(change.Changed)}",
        };
        if (change.UnderWay == 0) return done;
        bool isOne = change.UnderWay == 1;
        string left = change.Change == AdminQueueWords.Hold
            ? isOne ? "is held when its attempt ends without success" : "are held when their attempts end without success"
            : isOne ? "is left alone" : "are left alone";
        return string.Create(CultureInfo.InvariantCulture, $"{done}; {change.UnderWay} more under way {left}");
    }
}
