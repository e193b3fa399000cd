using Submission.Policy;

namespace Submission.Cli.Tests.Queue;

/// <summary>Fills a queue with what operators come across.</summary>
internal static class StuckMail
{
    /// <summary>How much the clock of the queue is moved on meanwhile.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromMinutes(15);

    public static async Task AddToAsync(RunningGateway gateway)
    {
        await AddAsync(gateway, "0322hKFMDXOwy7eYhzHuzX", null, "jan@domena.cz", "petr@example.org", "ota@example.org");
        await AddAsync(gateway, "0322hKFMDXP1c7wXn2aQbL", null, "pavel@domena.cz", "info@slow.example");
        await gateway.DeferAsync("example.org", "451 4.7.1 Greylisted, try again later", TimeSpan.FromMinutes(5));
        await gateway.DeferAsync("slow.example", "mx.slow.example did not answer within 30 s", TimeSpan.FromMinutes(5));
        gateway.Clock.Advance(TimeSpan.FromMinutes(5));
        await gateway.DeferAsync("slow.example", "mx.slow.example did not answer within 30 s", TimeSpan.FromMinutes(10));
        await gateway.DeferAsync("example.org", "451 4.7.1 Greylisted, try again later", TimeSpan.FromMinutes(40));
        gateway.Clock.Advance(TimeSpan.FromMinutes(10));
        await AddAsync(gateway, "0322hKFMDXPTC1vzOnAoq0", null, "pavel@domena.cz", "marie@slow.example");
        await AddAsync(gateway, "0322hKFMDXPgB3Wm5kTzRd", null, "jan@domena.cz", "karel@exampel.org");
        await gateway.DeferAsync("exampel.org", "DNS does not answer for exampel.org", TimeSpan.FromHours(1));
        await gateway.DeferAsync("slow.example", "mx.slow.example did not answer within 30 s", TimeSpan.FromHours(1));
        await AddAsync(gateway, "0322hKFMDXQ0uC8sYd4LmE", "suspicious-attachment", "pavel@domena.cz", "ivana@example.net");
        await AddAsync(gateway, "0322hKFMDXQ7rT2bKsYw1d", null, "eva@domena.cz", "a@example.org", "b@example.net", "c@example.com");
    }

    private static Task<string> AddAsync(RunningGateway gateway, string id, string? holdReason, string sender, params string[] recipients)
    {
        Assert.True(TransactionId.TryParse(id, out TransactionId parsed));
        return gateway.AddAsync(parsed, holdReason, sender, recipients);
    }
}
