using System.Net;
using Microsoft.Extensions.Configuration;
using Submission.Hosting;
using Submission.Hosting.Configuration;

namespace Submission.SmtpServer;

/// <summary>Where the configuration comes from.</summary>
internal static class HostConfiguration
{
    /// <summary>Gathers files, environment and command line.</summary>
    /// <exception cref="HostStartException">A file is missing or is no JSON.</exception>
    public static IConfigurationRoot Build(HostCommandLine commandLine, EndPoint? demoNextHop)
    {
        var builder = new ConfigurationBuilder();
        builder.SetBasePath(Directory.GetCurrentDirectory());
        if (demoNextHop is not null)
        {
            builder.AddInMemoryCollection(
            [
                new($"{SubmissionOptions.Section}:{nameof(SubmissionOptions.NextHop)}", demoNextHop.ToString()),
                new($"{SubmissionOptions.Section}:{nameof(SubmissionOptions.Hostname)}", "smtp.demo.example"),
            ]);
        }

        builder.AddJsonFile("appsettings.json", optional: true);
        if (commandLine.ConfigurationFile is { } file) builder.AddJsonFile(Path.GetFullPath(file), optional: false);
        builder.AddEnvironmentVariables();
        builder.AddCommandLine(commandLine.Settings);
        try
        {
            return builder.Build();
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            string detail = exception.InnerException is null ? "" : $" {exception.GetBaseException().Message}";
            throw new HostStartException([exception.Message + detail]);
        }
    }
}
