using Submission.Policy.Redis.Tests.Nodes;
using Xunit.MicrosoftTestingPlatform;

namespace Submission.Policy.Redis.Tests;

/// <summary>Runs the tests; or, with <c>node</c>, one node of those tests that need several processes.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) =>
        args is [NodeProgram.Word, .. string[] rest] ? NodeProgram.RunAsync(rest) : TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
}
