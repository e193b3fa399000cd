using CsCheck;
using Submission.Hosting.Demo;

namespace Submission.PostfixPolicy.Tests.Sessions;

/// <summary>Whatever Postfix asks, in whatever order and over whatever connection: what is charged is what a plain model says.</summary>
public sealed class TransactionModelTests
{
    private const string Policy = """
        policy: test
        language: 1
        about: A limit that counts.
        rules: [message-rate, unresolvable]
        ---
        rule: message-rate
        about: Many messages of one account.
        stage: mail
        limit: { count: messages, per: [account], at-most: { 1d: 1000000 }, charge: accepted }
        reply: 550 5.1.0 {id} policy violation
        ---
        rule: unresolvable
        about: The domain must be there.
        stage: rcpt
        resolve: { domain: recipient.domain, to: [mx, a, aaaa] }
        reply: 550 5.1.1 {id} invalid destination domain
        on-error: accept
        """;

    private static readonly Gen<Step> AnyStep =
        from kind in Gen.Enum<StepKind>()
        from connection in Gen.Int[0, 1]
        from recipient in Gen.OneOf("a@example.org", "b@example.net", $"c@{DemoDns.Missing}")
        select new Step(kind, connection, recipient);

    private enum StepKind
    {
        NextMessage,
        Recipient,
        SameRecipient,
        End,
        EndAgain,
    }

    [Fact]
    public async Task Charges_AnyOrder_AreThoseOfTheModel()
    {
        await using PolicyHost host = await PolicyHost.StartAsync(Policy);
        AskingPostfix[] connections = [await host.ConnectAsync(), await AskingPostfix.ConnectAsync(host.UnixEndPoint)];
        int session = 0;
        await AnyStep.Array[1, 40].SampleAsync(
            async steps =>
            {
                session++;
                long before = await host.UsedAsync(PolicyHost.Login, "message-rate");
                Assert.Equal(await PlayAsync(steps, connections, session), await host.UsedAsync(PolicyHost.Login, "message-rate") - before);
            },
            iter: 300,
            threads: 1);
        foreach (AskingPostfix connection in connections) connection.Dispose();
    }

    // Plays the steps, and returns how many messages are charged once the session is over.
    private static async Task<long> PlayAsync(Step[] steps, AskingPostfix[] connections, int session)
    {
        int message = 0;
        int accepted = 0;
        bool isEnded = false;
        bool isJudged = false;
        string last = "a@example.org";
        long charged = 0;
        foreach (Step step in steps)
        {
            AskingPostfix postfix = connections[step.Connection];
            string recipient = step.Kind == StepKind.SameRecipient ? last : step.Recipient;
            PostfixRequest request = PostfixRequest.Rcpt($"{session:x}.6b069ce5.{message:x}.{message}", recipient) with { ClientPort = $"{1000 + session}" };
            switch (step.Kind)
            {
                case StepKind.NextMessage:
                    (message, accepted, isEnded, isJudged) = (message + 1, 0, false, false);
                    break;
                case StepKind.Recipient or StepKind.SameRecipient when !isEnded:
                    last = recipient;
                    isJudged = true;
                    string? answer = await postfix.AskAsync(request);
                    bool isGood = !recipient.EndsWith(DemoDns.Missing, StringComparison.Ordinal);
                    Assert.Equal(isGood, answer == "DUNNO" || answer!.StartsWith("PREPEND", StringComparison.Ordinal));
                    if (isGood) accepted++;
                    break;
                case StepKind.End or StepKind.EndAgain when accepted > 0:
                    Assert.Equal("DUNNO", await postfix.AskAsync(request.End(2, 1000)));
                    if (!isEnded) charged++;
                    isEnded = true;
                    break;
            }
        }

        // Another client: the session is over, on both connections.
        foreach (AskingPostfix postfix in connections)
            await postfix.AskAsync(PostfixRequest.Rcpt($"{session:x}.1.1.0", "a@example.org") with { ClientPort = $"{30_000 + session}", Login = PolicyHost.OtherLogin, Sender = PolicyHost.OtherLogin });
        Assert.True(isJudged || accepted == 0);
        return charged;
    }

    private sealed record Step(StepKind Kind, int Connection, string Recipient);
}
