using Submission.Admin;

namespace Submission.Cli.Tests.Admin;

/// <summary>Documents that a host could give at a moment.</summary>
internal sealed class AdminExamples(DateTimeOffset now)
{
    public const string Id = "0322hKFMDXOwy7eYhzHuzX";

    public static AdminExamples AtNoon { get; } = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

    public DateTimeOffset Now => now;

    public AdminBlock Block => new("spam-over-budget/account", "jan@domena.cz", now.AddHours(-1), now.AddHours(23), "5 of 5 within 1d used up");

    public AdminBlocks Blocks => new([Block, new AdminBlock("mostly-queued/client.ip", "198.51.100.0/24", now, now.AddMinutes(59.5), "60 of 101 queued")]);

    public AdminLimits Limits => new(
        "jan@domena.cz",
        [
            new AdminLimit("message-rate", "message-rate/account", "jan@domena.cz", "1m", 250, 250, 0, now.AddSeconds(42), null),
            new AdminLimit("message-rate", "message-rate/account", "jan@domena.cz", "1h", 1000, 250, 750, null, null),
            new AdminLimit("too-many-connections", "too-many-connections/client.ip", "198.51.100.7", null, null, 3, null, null, null),
            new AdminLimit("spam-over-budget", "spam-over-budget/account", "jan@domena.cz", "1d", 5, 5, 0, null, Block),
        ]);

    public AdminDecision Decision => new(
        Id,
        "forpsi",
        now.AddMinutes(-12),
        "mail",
        "refuse",
        "message-rate",
        $"550 5.1.0 {Id} policy violation",
        "250 of 250 used",
        "198.51.100.7",
        "jan@domena.cz",
        "",
        1.25,
        [
            new AdminObservation("authentication", "mail", "passed", null, null, null, null, 0.01, [new AdminFact("account.login", "jan@domena.cz")], []),
            new AdminObservation("new-rule", "mail", "shadowed", null, "refuse", "550 5.7.1 no", "too new", 0.01, [new AdminFact("client.country", "")], []),
            new AdminObservation(
                "message-rate",
                "mail",
                "decided",
                null,
                "refuse",
                $"550 5.1.0 {Id} policy violation",
                "250 of 250 used",
                0.02,
                [],
                [
                    new AdminCounter("message-rate/account", "jan@domena.cz", "1m", 250, 250, 0, now.AddSeconds(30)),
                    new AdminCounter("server", "", null, null, 3, null, null),
                ]),
        ]);

    public AdminHealth Health => new("ok", "smtp.example", "1.0.0", "forpsi", 13, now.AddHours(-2), 1234);
}
