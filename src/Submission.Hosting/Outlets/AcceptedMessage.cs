using Submission.Smtp.Content;

namespace Submission.Hosting.Outlets;

/// <summary>A message that the policy has accepted.</summary>
/// <param name="Prefix">Header fields that go before it, each ended by CRLF.</param>
/// <param name="Body">The exact octets; valid until the outlet has answered.</param>
/// <param name="IsSpam">Whether it was judged spam and accepted all the same; the prefix says so too.</param>
/// <param name="HoldReason">Why it is kept for an operator; <see langword="null"/> where it is not. Only where the outlet can (<see cref="IMailOutletTransaction.CanHold"/>).</param>
internal sealed record AcceptedMessage(ReadOnlyMemory<byte> Prefix, MessageBody Body, bool IsSpam, string? HoldReason);
