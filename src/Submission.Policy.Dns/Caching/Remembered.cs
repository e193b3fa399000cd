namespace Submission.Policy.Lookups;

/// <summary>A result and how long it may be used again.</summary>
internal readonly record struct Remembered<TResult>(TResult Result, TimeSpan Lifetime);
