namespace Submission.Policy.Content.Tests.Corpus.Ordinary;

/// <summary>A message as people and programs send them every day: none may be refused.</summary>
/// <param name="Name">Shape and number.</param>
/// <param name="Octets">The message.</param>
/// <param name="Visible">The names of its attachments as their receiver sees them.</param>
internal sealed record OrdinaryMessage(string Name, byte[] Octets, IReadOnlyList<string> Visible);
