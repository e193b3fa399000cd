using System.Text.Json;

namespace E2E.Tests.Clients;

/// <summary>nodemailer, with the packages that its lock file names.</summary>
internal static class NodemailerClient
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "tests", "E2E.Tests", "Clients", "nodemailer");
    private static readonly Lazy<Task> Installed = new(InstallAsync);

    public static async Task<ProgramResult> SendAsync(Attempt attempt, string method)
    {
        await Installed.Value;
        string wish = JsonSerializer.Serialize(new
        {
            port = attempt.EndPoint.Port,
            secure = attempt.IsImplicit,
            source = attempt.Source,
            method,
            user = attempt.Login,
            password = attempt.Password,
            from = attempt.Login,
            to = attempt.Message.Recipient,
            file = attempt.Message.FileWithCrlf,
        });
        return await ExternalProgram.RunAsync("node", [Path.Combine(Folder, "send.mjs"), wish]);
    }

    private static async Task InstallAsync()
    {
        ProgramResult npm = await ExternalProgram.RunAsync("npm", ["ci", "--prefix", Folder, "--prefer-offline", "--no-audit", "--no-fund"]);
        Assert.True(npm.ExitCode == 0, npm.Everything);
    }
}
