namespace Submission.Admin;

/// <summary>What counts for one subject: the answer to <c>GET /v1/limits/{subject}</c>.</summary>
/// <param name="Subject">The subject as it was asked for: an account, an address, a network.</param>
/// <param name="Limits">One entry for each rule, counter and window that holds something of it; none where nothing is counted.</param>
internal sealed record AdminLimits(string Subject, IReadOnlyList<AdminLimit> Limits);

/// <summary>One window of one counter.</summary>
/// <param name="Rule">The rule that counts.</param>
/// <param name="Scope">What it counts by, for example <c>message-rate/account</c>.</param>
/// <param name="Subject">Whose counter it is, as it is kept.</param>
/// <param name="Window">The length of the window, for example <c>1h</c>; <see langword="null"/> for a limit of what is open at once.</param>
/// <param name="AtMost">The limit; <see langword="null"/> as the window.</param>
/// <param name="Used">What it holds, reservations included.</param>
/// <param name="Left">What is left; <see langword="null"/> as the window.</param>
/// <param name="OpensAt">When it opens again, where it is full.</param>
/// <param name="Block">The block that is on it; <see langword="null"/> where none is.</param>
internal sealed record AdminLimit(
    string Rule, string Scope, string Subject, string? Window, long? AtMost, long Used, long? Left, DateTimeOffset? OpensAt, AdminBlock? Block);
