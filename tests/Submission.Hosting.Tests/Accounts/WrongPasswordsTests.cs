using System.Text;
using Microsoft.Extensions.Time.Testing;
using Submission.Hosting.Accounts;

namespace Submission.Hosting.Tests.Accounts;

public sealed class WrongPasswordsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Repeats_A10_SamePasswordOfTheSameLoginAndAddress_IsARepetition()
    {
        var wrong = new WrongPasswords(_time);

        Assert.False(Try(wrong, "jan@domena.cz", "192.0.2.1", "old"));
        Assert.True(Try(wrong, "JAN@DOMENA.cz", "192.0.2.1", "old"));
        Assert.False(Try(wrong, "jan@domena.cz", "192.0.2.2", "old"));
        Assert.False(Try(wrong, "eva@domena.cz", "192.0.2.1", "old"));
        Assert.False(Try(wrong, "jan@domena.cz", "192.0.2.1", "other"));
        Assert.False(Try(wrong, "jan@domena.cz", "192.0.2.1", "old"));
        Assert.True(Try(wrong, "jan@domena.cz", "192.0.2.1", "old"));
    }

    [Fact]
    public void Repeats_A10_AnHourLater_IsNoRepetition()
    {
        var wrong = new WrongPasswords(_time);
        Try(wrong, "jan@domena.cz", "192.0.2.1", "old");
        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.True(Try(wrong, "jan@domena.cz", "192.0.2.1", "old"));
        _time.Advance(TimeSpan.FromMinutes(60));
        Assert.False(Try(wrong, "jan@domena.cz", "192.0.2.1", "old"));
    }

    [Fact]
    public void Repeats_A10_OfLoginsWithoutEnd_KeepsTheLatestAndNoMemoryWithoutEnd()
    {
        var wrong = new WrongPasswords(_time);
        Try(wrong, "first@domena.cz", "192.0.2.1", "old");
        for (int i = 0; i < 4_000; i++) Try(wrong, $"user{i}@domena.cz", "192.0.2.1", "old");
        Assert.True(Try(wrong, "first@domena.cz", "192.0.2.1", "old"));
        for (int i = 0; i < 10_001; i++) Try(wrong, $"guest{i}@domena.cz", "192.0.2.1", "old");
        Assert.False(Try(wrong, "first@domena.cz", "192.0.2.1", "old"));
        Assert.True(Try(wrong, "guest10000@domena.cz", "192.0.2.1", "old"));
    }

    private static bool Try(WrongPasswords wrong, string login, string client, string password) => wrong.Repeats(login, client, Encoding.UTF8.GetBytes(password));
}
