namespace Submission.Admin;

/// <summary>Why a request was not answered (RFC 9457, <c>application/problem+json</c>).</summary>
/// <param name="Title">What is wrong, in a few words.</param>
/// <param name="Status">The status code of HTTP.</param>
/// <param name="Detail">What is wrong with this request, and what would mend it.</param>
internal sealed record AdminProblem(string Title, int Status, string Detail);
