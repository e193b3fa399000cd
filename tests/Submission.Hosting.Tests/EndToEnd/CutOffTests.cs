namespace Submission.Hosting.Tests.EndToEnd;

/// <summary>A client that closes in the middle of a message or of AUTH has sent nothing and tried nothing.</summary>
public sealed class CutOffTests : NextHopScenario
{
    [Theory]
    [InlineData("DATA\r\n", "text\r\n")]
    [InlineData("DATA\r\n", "text\r\n.\r")]
    [InlineData("BDAT 100 LAST\r\n", "text")]
    [InlineData("BDAT 6\r\ntext\r\nBDAT 6 LAST\r\n", "more\r")]
    public async Task Message_P18_ClosedInItsMiddle_IsNeitherHandedOnNorCharged(string command, string rest)
    {
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint, OneMessageAnHour);
        using (SmtpTalk gone = await SmtpTalk.LogInAsync(server.StartTls))
        {
            Assert.StartsWith("250 ", await gone.SayAsync($"MAIL FROM:<{TestServer.Login}>"), StringComparison.Ordinal);
            Assert.StartsWith("250 ", await gone.SayAsync($"RCPT TO:<{Friend}>"), StringComparison.Ordinal);
            await gone.WriteAsync(command);
            if (command == "DATA\r\n") Assert.StartsWith("354 ", await gone.ReadAsync(), StringComparison.Ordinal);
            await gone.WriteAsync(rest);
        }

        await server.SessionsHaveEndedAsync();
        Assert.Empty(Hop.Messages);
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);
        Assert.StartsWith("250 2.0.0 ", await talk.SendAsync(TestServer.Login, Friend), StringComparison.Ordinal); // the one that the hour allows
        Assert.StartsWith("550 5.1.0 ", await talk.SendAsync(TestServer.Login, Friend), StringComparison.Ordinal);
        Assert.Single(Hop.Messages);
    }

    [Fact]
    public async Task Auth_P18_ClosedBeforeTheEndOfItsResponse_CountsNoFailedLogin()
    {
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint);
        string[] begun = ["AUTH PLAIN", "AUTH LOGIN", "AUTH LOGIN amFuQGRvbWVuYS5jeg=="];
        for (int i = 0; i < 12; i++)
        {
            using SmtpTalk gone = await SmtpTalk.EncryptAsync(server.StartTls);
            Assert.StartsWith("334 ", await gone.SayAsync(begun[i % begun.Length]), StringComparison.Ordinal);
            await gone.WriteAsync(i % 2 == 0 ? "" : "d3Jvbmc=");
        }

        await server.SessionsHaveEndedAsync();
        // Eleven failures would have closed the door.
        using SmtpTalk next = await SmtpTalk.LogInAsync(server.StartTls);
        Assert.DoesNotContain(server.Log, static line => line.Contains("Auth WrongPassword", StringComparison.Ordinal) || line.Contains("Auth UnknownUser", StringComparison.Ordinal));
    }
}
