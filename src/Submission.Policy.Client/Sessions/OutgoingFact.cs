namespace Submission.Policy.Client.Sessions;

/// <summary>A fact on its way out.</summary>
/// <param name="Fact">The fact.</param>
/// <param name="Sent">Ends once the fact has been sent (<see langword="true"/>) or the stream is over; <see langword="null"/> where nobody waits for that.</param>
internal readonly record struct OutgoingFact(Wire.SessionRequest Fact, TaskCompletionSource<bool>? Sent);
