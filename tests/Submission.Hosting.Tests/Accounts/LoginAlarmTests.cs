using Submission.Hosting.Accounts;

namespace Submission.Hosting.Tests.Accounts;

public sealed class LoginAlarmTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly RecordingLogger<LoginAlarm> _log = new();

    [Fact]
    public void Failed_A11_OneAccountFromManyAddresses_IsNamedOnceAnHour()
    {
        var alarm = new LoginAlarm(5, _time, _log);
        for (int i = 1; i <= 4; i++) alarm.Failed("jan@domena.cz", $"198.51.100.{i}");
        Assert.Empty(_log.Lines);

        for (int i = 5; i <= 100; i++) alarm.Failed("jan@domena.cz", $"198.51.100.{i}");
        Assert.StartsWith(
            "Warning The account jan@domena.cz has had 5 failed logins within an hour, the latest from 198.51.100.5.", Assert.Single(_log.Lines), StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromMinutes(60));
        for (int i = 0; i < 4; i++) alarm.Failed("jan@domena.cz", "198.51.100.1");
        Assert.Single(_log.Lines);
        alarm.Failed("jan@domena.cz", "198.51.100.1");
        Assert.Equal(2, _log.Lines.Count);
    }

    [Fact]
    public void Failed_A11_FewerThanThatInAnyHour_IsNotNamed()
    {
        var alarm = new LoginAlarm(5, _time, _log);
        for (int i = 0; i < 100; i++)
        {
            alarm.Failed("jan@domena.cz", "198.51.100.1");
            _time.Advance(TimeSpan.FromMinutes(15));
        }

        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void Failed_A11_OneTryAtEachOfManyAccounts_NamesNoneAndForgetsThoseBefore()
    {
        var alarm = new LoginAlarm(2, _time, _log);
        alarm.Failed("first@domena.cz", "198.51.100.1");
        for (int i = 0; i < 10_000; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            alarm.Failed($"user{i}@domena.cz", "198.51.100.1");
        }

        alarm.Failed("first@domena.cz", "198.51.100.1");
        Assert.Empty(_log.Lines);
        alarm.Failed("user9999@domena.cz", "198.51.100.1");
        Assert.Single(_log.Lines);
    }

    [Fact]
    public void Failed_A11_AlarmIsOff_NamesNone()
    {
        var alarm = new LoginAlarm(0, _time, _log);
        for (int i = 0; i < 100; i++) alarm.Failed("jan@domena.cz", "198.51.100.1");
        Assert.Empty(_log.Lines);
    }
}
