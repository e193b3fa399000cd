namespace Submission.Trust.Advice;

/// <summary>A record that the domain publishes. Immutable and thread-safe.</summary>
/// <param name="Topic">What it is for.</param>
/// <param name="Record">The record.</param>
public sealed record PublishedRecord(AdviceTopic Topic, ZoneRecord Record);
