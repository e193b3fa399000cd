namespace Submission.Hosting.Running;

/// <summary>What the command line asks for.</summary>
/// <param name="IsDemo">Whether to bring everything along and need no set-up.</param>
/// <param name="ConfigurationFile">A JSON file with the configuration; <see langword="null"/> for none.</param>
/// <param name="Settings">Configuration keys, to be read by the configuration.</param>
internal sealed record HostCommandLine(bool IsDemo, string? ConfigurationFile, string[] Settings)
{
    private static readonly string[] Sections = ["--Submission:", "--Logging:"];

    /// <summary>The help text of a host.</summary>
    public static string Help(HostDescription host) =>
        $"""
        {host.About}

        usage: {host.Program} [--demo] [--config FILE] [--Submission:KEY=VALUE ...]

          --demo           start with no set-up: {host.AboutDemo}
          --config FILE    read a JSON file with the section "Submission"
          --Submission:KEY=VALUE, --Logging:KEY=VALUE
                           set one configuration key; it overrides files and environment
          --help           show this
          --version        show the version

        Configuration comes from appsettings.json, the file of --config, the environment (Submission__Policy=...) and the command
        line, each overriding the ones before. All keys: docs/hosts/configuration.md.
        SIGHUP reads policy, accounts and certificate anew. SIGTERM and SIGINT let what is under way finish.

        exit code: 0 stopped; 1 could not start, and standard error says why; 2 the command line was not understood
        """;

    /// <summary>Reads the command line.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="error">What was not understood; otherwise <see langword="null"/>.</param>
    public static HostCommandLine Read(IReadOnlyList<string> arguments, out string? error)
    {
        error = null;
        bool isDemo = false;
        string? file = null;
        List<string> settings = [];
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            bool hasNext = i + 1 < arguments.Count;
            if (argument == "--demo") isDemo = true;
            else if (argument.StartsWith("--config=", StringComparison.Ordinal)) file = argument["--config=".Length..];
            else if (argument == "--config" && hasNext) file = arguments[++i];
            else if (Sections.Any(section => argument.StartsWith(section, StringComparison.OrdinalIgnoreCase)) && (argument.Contains('=', StringComparison.Ordinal) || hasNext))
                settings.Add(argument.Contains('=', StringComparison.Ordinal) ? argument : $"{argument}={arguments[++i]}");
            else error ??= argument == "--config" ? "--config needs a file." : $"'{argument}' was not understood.";
        }

        return new HostCommandLine(isDemo, file, [.. settings]);
    }
}
