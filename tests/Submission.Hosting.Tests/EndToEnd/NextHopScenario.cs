using System.Text.RegularExpressions;

namespace Submission.Hosting.Tests.EndToEnd;

/// <summary>A next hop that the test scripts, and what the tests of it have in common.</summary>
public abstract partial class NextHopScenario : IAsyncLifetime
{
    protected const string Friend = "friend@example.net";

    protected const string OneMessageAnHour =
        """
        policy: test
        language: 1
        about: One message an hour.
        rules: [message-rate]
        ---
        rule: message-rate
        about: One message an hour.
        stage: mail
        limit: { count: messages, per: [account], at-most: { 1h: 1 }, charge: accepted }
        reply: 550 5.1.0 {id} policy violation
        """;

    private protected ScriptedNextHop Hop { get; } = new();

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        await Hop.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A reply with <c>#</c> in the place of the id.</summary>
    protected static string WithoutId(string reply) => Id().Replace(reply, "#");

    [GeneratedRegex("(?<= )[0-9A-Za-z]{22}(?= )")]
    private static partial Regex Id();
}
