using Submission.Hosting.Listening;

namespace Submission.Hosting.Tests.Hosts;

public sealed class PassedSocketsTests
{
    [Theory]
    [InlineData("7", "2", "submission:submissions", "submission", 3)]
    [InlineData("7", "2", "submission:submissions", "submissions", 4)]
    [InlineData("7", "2", "submission", "unknown", 4)]
    [InlineData("7", "1", null, "unknown", 3)]
    [InlineData("7", "1", "submission:submissions", "submissions", null)]
    [InlineData("8", "2", "submission:submissions", "submission", null)]
    [InlineData(null, "2", "submission:submissions", "submission", null)]
    [InlineData("7", "-1", "submission", "submission", null)]
    [InlineData("7", "99999999999", "submission", "submission", null)]
    [InlineData("7", null, "submission", "submission", null)]
    public void Find_AName_IsTheDescriptorThatWasPassedToThisProcess(string? id, string? count, string? names, string wanted, int? expected)
    {
        PassedSockets passed = new(name => name switch { "LISTEN_PID" => id, "LISTEN_FDS" => count, "LISTEN_FDNAMES" => names, _ => null }, processId: 7);
        Assert.Equal(expected, passed.Find(wanted));
    }
}
