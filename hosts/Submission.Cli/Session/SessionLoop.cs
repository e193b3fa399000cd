using Submission.Cli.CommandLine;
using Submission.Cli.Output;
using Submission.Policy;
using Submission.Policy.Testing;

namespace Submission.Cli.Session;

/// <summary>Takes lines until there are no more, and has each answered.</summary>
internal sealed class SessionLoop(FakeWorld world, PolicyEngine engine, IDialogOutput output, Terminal terminal)
{
    /// <summary>Runs the dialog.</summary>
    /// <param name="isQuiet">Whether what the rules saw is left out.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The exit code: an error where a line made no sense and nobody was there to mend it.</returns>
    public async Task<int> RunAsync(bool isQuiet, CancellationToken cancellationToken)
    {
        await using var policy = new PolicyDialog(world, engine);
        var conversation = new SmtpConversation(policy);
        var facts = new FactCommands(world, engine, policy, conversation) { IsQuiet = isQuiet };
        var lines = new LineReader(terminal.In, !terminal.IsInputRedirected);
        bool hasConnected = false;
        bool hasProblem = false;
        while (true)
        {
            output.Prompt(conversation.IsInData);
            if (await lines.ReadAsync(cancellationToken) is not { } line) break;
            string echoed = EchoedLine.Of(line, conversation.IsInAuth);
            bool isWithin = conversation.IsInData || conversation.IsInAuth;
            bool isFact = !isWithin && line.StartsWith(':');
            if (!isWithin && (line.Trim(' ').Length == 0 || line.StartsWith('#')))
            {
                output.Said(line);
                continue;
            }

            if (!isFact && !isWithin && !policy.IsConnected && !hasConnected)
            {
                hasConnected = true;
                await AnswerAsync($":connect {FactCommands.DefaultClient}", isFact: true);
            }

            await AnswerAsync(line, isFact, echoed);
            if (!terminal.IsInputRedirected && !policy.IsConnected && hasConnected && line.Equals("QUIT", StringComparison.OrdinalIgnoreCase)) break;
        }

        return hasProblem && terminal.IsInputRedirected ? ExitCode.Errors : ExitCode.Ok;

        async Task AnswerAsync(string line, bool isFact, string? echoed = null)
        {
            output.Said(echoed ?? line);
            DialogAnswer answer = isFact
                ? await facts.ObeyAsync(line, cancellationToken)
                : policy.IsConnected
                    ? await conversation.SayAsync(line, cancellationToken)
                    : DialogAnswer.Wrong($"The connection is closed; :connect {FactCommands.DefaultClient} opens another.");
            hasConnected |= policy.IsConnected;
            hasProblem |= answer.Problem is not null;
            output.Answered(echoed ?? line, world.Clock.GetUtcNow(), answer, facts.IsQuiet);
        }
    }
}
