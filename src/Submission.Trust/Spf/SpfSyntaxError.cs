namespace Submission.Trust.Spf;

/// <summary>What is wrong with a record's text.</summary>
/// <param name="Position">Where in the record, counted from 0.</param>
/// <param name="Term">The term that is wrong, as published.</param>
/// <param name="Problem">What is wrong with it, as a sentence without its full stop.</param>
internal sealed record SpfSyntaxError(int Position, string Term, string Problem);
