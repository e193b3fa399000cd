using System.Net;

namespace Submission.Trust.Tests.Spf;

/// <summary>A case of the suite: a question, and what it may come to.</summary>
internal sealed record SpfSuiteCase(
    string Scenario, string Name, FakeZone Zone, IPAddress Host, string Helo, string Sender, IReadOnlyList<string> Results, string? Explanation);
