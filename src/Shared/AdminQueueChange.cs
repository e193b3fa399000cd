namespace Submission.Admin;

/// <summary>What a change of the queue has done: the answer to <c>POST /v1/queue/{change}</c>.</summary>
/// <param name="Change"><c>retry</c>, <c>hold</c>, <c>release</c>, <c>bounce</c> or <c>drop</c>.</param>
/// <param name="Changed">How many deliveries were changed.</param>
/// <param name="UnderWay">How many were meant and are under way: they were left alone, or, where they are to be held, will be.</param>
internal sealed record AdminQueueChange(string Change, int Changed, int UnderWay);
