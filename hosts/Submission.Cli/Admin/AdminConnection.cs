using System.CommandLine;
using Submission.Admin;
using Submission.Cli.Output;

namespace Submission.Cli.Admin;

/// <summary>What the commands that ask a running host have in common: where its admin socket is, and the clock.</summary>
internal sealed class AdminConnection(Terminal terminal, TimeProvider time)
{
    /// <summary>The environment variable that names the socket.</summary>
    public const string Variable = "SUBMISSION_ADMIN_SOCKET";

    public static readonly string[] Notes =
    [
        "The host listens on a unix socket that only its own user and root may use. Without --socket the path is",
        $"that of the environment variable {Variable}; without both, the one where a host opens it by default.",
    ];

    public const string ExitCodes = "0 done, 1 the host knows of no such thing, 2 wrong usage, 3 no host answers";

    public Terminal Terminal { get; } = terminal;

    public TimeProvider Time { get; } = time;

    public static Option<string?> CreateOption() => new("--socket")
    {
        Description = "The admin socket of the host.",
        HelpName = "path",
    };

    /// <summary>Asks the host.</summary>
    /// <param name="socket">The path from the command line; <see langword="null"/> for that of the environment or the default one.</param>
    /// <param name="ask">The question.</param>
    /// <param name="print">Prints the answer.</param>
    /// <returns>The exit code; where the host could not answer, why has been said.</returns>
    public async Task<int> AskAsync<T>(string? socket, Func<AdminClient, Task<AdminResult<T>>> ask, Action<T> print)
        where T : class
    {
        using var client = new AdminClient(PathOf(socket), Time);
        AdminResult<T> result = await ask(client);
        if (result.Document is not { } document)
        {
            Terminal.Fail(result.Problem!);
            return result.ExitCode;
        }

        print(document);
        return CommandLine.ExitCode.Ok;
    }

    private static string PathOf(string? socket)
    {
        if (!string.IsNullOrEmpty(socket)) return socket;
        return Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given : AdminSocketPath.Find();
    }
}
