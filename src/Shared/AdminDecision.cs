namespace Submission.Admin;

/// <summary>How a verdict came about: the answer to <c>GET /v1/decisions/{id}</c>.</summary>
/// <param name="Id">The id of the transaction or the session, as it stands in the reply.</param>
/// <param name="Policy">The policy that judged.</param>
/// <param name="At">When the last of the stages began to be judged.</param>
/// <param name="Stage">The last stage: <c>connect</c>, <c>helo</c>, <c>auth</c>, <c>mail</c>, <c>rcpt</c>, <c>message</c>.</param>
/// <param name="Verdict">Its verdict: <c>accept</c>, <c>hold</c>, <c>defer</c>, <c>refuse</c>, <c>close</c>.</param>
/// <param name="Rule">The rule that decided; <see langword="null"/> where none did.</param>
/// <param name="Reply">What the client heard; <see langword="null"/> where the policy said nothing.</param>
/// <param name="Reason">The cause, which the client was not told.</param>
/// <param name="Client">The address of the client.</param>
/// <param name="Account">The login of the account.</param>
/// <param name="Sender">The reverse-path; empty for the null reverse-path, <see langword="null"/> before MAIL.</param>
/// <param name="ElapsedMilliseconds">How long the judging took, look-ups included.</param>
/// <param name="Rules">The rules in the order in which they were asked.</param>
internal sealed record AdminDecision(
    string Id,
    string Policy,
    DateTimeOffset At,
    string Stage,
    string Verdict,
    string? Rule,
    string? Reply,
    string? Reason,
    string Client,
    string? Account,
    string? Sender,
    double ElapsedMilliseconds,
    IReadOnlyList<AdminObservation> Rules);

/// <summary>One rule at one stage.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Stage">The stage.</param>
/// <param name="Outcome">What became of it: <c>passed</c>, <c>exempt</c>, <c>decided</c>, <c>shadowed</c>, <c>excused</c>.</param>
/// <param name="Recipient">The recipient that was judged.</param>
/// <param name="Verdict">Its verdict where it was other than to go on.</param>
/// <param name="Reply">The reply of that verdict.</param>
/// <param name="Reason">The cause of that verdict.</param>
/// <param name="ElapsedMilliseconds">How long it took.</param>
/// <param name="Saw">The facts that it read.</param>
/// <param name="Counters">The counters that it read.</param>
internal sealed record AdminObservation(
    string Rule,
    string Stage,
    string Outcome,
    string? Recipient,
    string? Verdict,
    string? Reply,
    string? Reason,
    double ElapsedMilliseconds,
    IReadOnlyList<AdminFact> Saw,
    IReadOnlyList<AdminCounter> Counters);

/// <summary>A fact and the value that a rule saw.</summary>
/// <param name="Fact">The fact, as in expressions.</param>
/// <param name="Value">Its value as text.</param>
internal sealed record AdminFact(string Fact, string Value);

/// <summary>A counter as a rule saw it when the record was made.</summary>
/// <param name="Scope">What is counted by.</param>
/// <param name="Subject">Whose counter it is.</param>
/// <param name="Window">The length of the window with the least left; <see langword="null"/> for a limit of what is open at once.</param>
/// <param name="AtMost">The limit; <see langword="null"/> as the window.</param>
/// <param name="Used">What it held.</param>
/// <param name="Left">What was left; <see langword="null"/> as the window.</param>
/// <param name="OpensAt">When it opens again, where it was full.</param>
internal sealed record AdminCounter(string Scope, string Subject, string? Window, long? AtMost, long Used, long? Left, DateTimeOffset? OpensAt);
