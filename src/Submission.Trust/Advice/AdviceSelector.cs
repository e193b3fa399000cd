namespace Submission.Trust.Advice;

/// <summary>A DKIM selector that signs for the domain. Immutable and thread-safe.</summary>
/// <param name="Name">The selector, for example <c>s1</c>; its record is at <c>s1._domainkey</c> below the domain.</param>
/// <param name="Record">The record as it should be, for example <c>v=DKIM1; k=rsa; p=…</c>; <see langword="null"/> where only what is published is judged.</param>
public sealed record AdviceSelector(string Name, string? Record = null);
