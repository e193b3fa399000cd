using Submission.Hosting.Running;

namespace Submission.Hosting.Tests.Hosts;

public sealed class HostCommandLineTests
{
    [Fact]
    public void Read_AllThatThereIs_IsTaken()
    {
        HostCommandLine read = HostCommandLine.Read(
            ["--demo", "--config", "a.json", "--Submission:NextHop=127.0.0.1:25", "--submission:hostname", "x.example", "--Logging:LogLevel:Default=Debug"], out string? error);

        Assert.Null(error);
        Assert.True(read.IsDemo);
        Assert.Equal("a.json", read.ConfigurationFile);
        Assert.Equal(["--Submission:NextHop=127.0.0.1:25", "--submission:hostname=x.example", "--Logging:LogLevel:Default=Debug"], read.Settings);
    }

    [Theory]
    [InlineData("--demoo", "'--demoo'")]
    [InlineData("file.json", "'file.json'")]
    [InlineData("--config", "--config needs a file")]
    [InlineData("--Submission:NextHop", "'--Submission:NextHop'")]
    [InlineData("--Other:Key=1", "'--Other:Key=1'")]
    public void Read_WhatIsNotUnderstood_IsNamed(string argument, string expected)
    {
        HostCommandLine.Read([argument], out string? error);

        Assert.Contains(expected, error, StringComparison.Ordinal);
    }
}
