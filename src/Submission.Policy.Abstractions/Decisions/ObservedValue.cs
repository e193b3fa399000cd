namespace Submission.Policy.Decisions;

/// <summary>A fact and the value that a rule saw. Immutable and thread-safe.</summary>
/// <param name="Fact">The name of the fact, as in expressions; or <c>client.country.data</c>, when the data was made that <c>client.country</c> was looked up in,
/// or <c>authentication.repeated</c>, whether a failed login came with the same password as the one before.</param>
/// <param name="Value">The value, as text. Never a password.</param>
public sealed record ObservedValue(string Fact, string Value);
