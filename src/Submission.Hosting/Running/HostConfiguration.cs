using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Submission.Hosting.Running;

/// <summary>Where the configuration comes from.</summary>
internal static class HostConfiguration
{
    /// <summary>Gathers files, environment and command line.</summary>
    /// <exception cref="HostStartException">A file is missing or is no JSON.</exception>
    public static IConfigurationRoot Build(HostCommandLine commandLine, IReadOnlyDictionary<string, string?> defaults, IReadOnlyDictionary<string, string?> demo)
    {
        var builder = new ConfigurationBuilder();
        builder.SetBasePath(Directory.GetCurrentDirectory());
        builder.AddInMemoryCollection(defaults);
        builder.AddInMemoryCollection(demo);
        builder.AddJsonFile("appsettings.json", optional: true);
        if (commandLine.ConfigurationFile is { } file) builder.AddJsonFile(Path.GetFullPath(file), optional: false);
        builder.AddEnvironmentVariables();
        builder.AddCommandLine(commandLine.Settings);
        try
        {
            IConfigurationRoot configuration = builder.Build();
            CheckLogLevels(configuration.GetSection("Logging"));
            return configuration;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            string detail = exception.InnerException is null ? "" : $" {exception.GetBaseException().Message}";
            throw new HostStartException([exception.Message + detail]);
        }
    }

    // The logging library answers a level that there is not with an exception from deep inside.
    private static void CheckLogLevels(IConfigurationSection logging)
    {
        string[] errors =
        [
            .. logging.AsEnumerable()
                .Where(static pair => pair.Value is not null && pair.Key.Contains(":LogLevel:", StringComparison.OrdinalIgnoreCase))
                .Where(static pair => !Enum.TryParse<LogLevel>(pair.Value, ignoreCase: true, out _))
                .Select(static pair => $"{pair.Key}: '{pair.Value}' is not a level. Known: {string.Join(", ", Enum.GetNames<LogLevel>())}."),
        ];
        if (errors.Length > 0) throw new HostStartException(errors);
    }
}
