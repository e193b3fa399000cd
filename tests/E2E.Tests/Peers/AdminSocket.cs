namespace E2E.Tests.Peers;

/// <summary>Asks a daemon over its admin socket by curl, as docs/hosts/admin-socket.md shows.</summary>
internal static class AdminSocket
{
    public static Task<string> GetAsync(string socket, string target) => AskAsync(socket, target);

    public static Task<string> PostAsync(string socket, string target) => AskAsync(socket, target, "--request", "POST");

    private static async Task<string> AskAsync(string socket, string target, params string[] more)
    {
        ProgramResult curl = await ExternalProgram.RunAsync("curl", ["--silent", "--show-error", "--unix-socket", socket, .. more, $"http://localhost{target}"]);
        Assert.True(curl.ExitCode == 0, curl.Everything);
        return curl.Output;
    }
}
