namespace Submission.Policy.Content.Tests.Corpus.Hostile;

/// <summary>A message made to cost its reader more than it should.</summary>
/// <param name="Name">What it does.</param>
/// <param name="Build">Makes it.</param>
/// <param name="IsCutOff">Whether the reader must say that it did not read it whole; <see langword="null"/> where either is right.</param>
internal sealed record HostileMessage(string Name, Func<MessageContent> Build, bool? IsCutOff = null)
{
    public static HostileMessage Of(string name, Func<string> build, bool? isCutOff = null) => new(name, () => MessageContent.FromMemory(Mime.Octets(build())), isCutOff);
}
