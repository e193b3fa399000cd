using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Submission.Hosting.Configuration;
using Submission.Hosting.Demo;
using Submission.Hosting.Listening;

namespace Submission.Hosting.Running;

/// <summary>Runs a host as a program: command line, configuration, start, stop, exit code.</summary>
internal static class HostProgram
{
    public static async Task<int> RunAsync(HostDescription host, string[] arguments)
    {
        if (arguments.Contains("--help", StringComparer.Ordinal))
        {
            Console.WriteLine(HostCommandLine.Help(host));
            return ExitCodes.Stopped;
        }

        if (arguments.Contains("--version", StringComparer.Ordinal))
        {
            Console.WriteLine(typeof(HostProgram).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]);
            return ExitCodes.Stopped;
        }

        HostCommandLine commandLine = HostCommandLine.Read(arguments, out string? misunderstood);
        if (misunderstood is not null)
        {
            Console.Error.WriteLine($"{misunderstood} --help shows what there is.");
            return ExitCodes.Misunderstood;
        }

        try
        {
            await ServeAsync(host, commandLine).ConfigureAwait(false);
            return ExitCodes.Stopped;
        }
        catch (HostStartException exception)
        {
            foreach (string error in exception.Errors) Console.Error.WriteLine(error);
            return ExitCodes.CouldNotStart;
        }
        catch (PolicyException exception)
        {
            Console.Error.WriteLine(exception.Message);
            return ExitCodes.CouldNotStart;
        }
    }

    private static async Task ServeAsync(HostDescription host, HostCommandLine commandLine)
    {
        HostDemo demo = commandLine.IsDemo ? await host.StartDemoAsync(Console.Out).ConfigureAwait(false) : HostDemo.None;
        await using ConfiguredAsyncDisposable companion = demo.ConfigureAwait(false);
        IConfigurationRoot configuration = HostConfiguration.Build(commandLine, host.Defaults, demo.Settings);
        SubmissionConfiguration read = SubmissionConfiguration.Read(
            configuration, host.Host, commandLine.IsDemo ? ProvidedParts.Accounts | ProvidedParts.Certificate : ProvidedParts.None);
        if (commandLine.IsDemo) read = DemoConfiguration.Restrict(read, host);
        if (read.Errors.Length > 0) throw new HostStartException([.. read.Errors.Select(static error => error.ToString())]);

        PassedSockets.Give(read.Options.Listeners);
        WebApplication application = HostApplication.Build(host, configuration, read.Options, commandLine.IsDemo);
        await using ConfiguredAsyncDisposable running = application.ConfigureAwait(false);
        await HostApplication.StartAsync(host, application, read.Options).ConfigureAwait(false);
        if (commandLine.IsDemo) host.WriteBanner(Console.Out, read.Options, application.Urls);
        await application.WaitForShutdownAsync().ConfigureAwait(false);
    }
}
