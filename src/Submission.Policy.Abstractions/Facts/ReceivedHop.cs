namespace Submission.Policy;

/// <summary>One <c>Received:</c> field of a message's own header (RFC 5321, section 4.4), read as RFC 5322 reads it: unfolded, without comments. Immutable and thread-safe.</summary>
/// <param name="By">The host that added it, in lower case and without a final dot; empty where the field names none.</param>
/// <param name="With">The protocol: all words of the clause <c>with</c> in upper case, separated by one space; empty where the field names none.</param>
public readonly record struct ReceivedHop(string By, string With);
