using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Submission.Hosting;
using Submission.Hosting.Configuration;
using Submission.SmtpServer;
using Submission.SmtpServer.Demo;

if (args.Contains("--help", StringComparer.Ordinal))
{
    Console.WriteLine(HostCommandLine.Help);
    return ExitCodes.Stopped;
}

if (args.Contains("--version", StringComparer.Ordinal))
{
    Console.WriteLine(typeof(HostCommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]);
    return ExitCodes.Stopped;
}

HostCommandLine commandLine = HostCommandLine.Read(args, out string? misunderstood);
if (misunderstood is not null)
{
    Console.Error.WriteLine($"{misunderstood} --help shows what there is.");
    return ExitCodes.Misunderstood;
}

try
{
    await using DemoSink? sink = commandLine.IsDemo ? await DemoSink.StartAsync(Console.Out) : null;
    IConfigurationRoot configuration = HostConfiguration.Build(commandLine, sink?.EndPoint);
    SubmissionConfiguration read = SubmissionConfiguration.Read(
        configuration, commandLine.IsDemo ? ProvidedParts.Accounts | ProvidedParts.Certificate : ProvidedParts.None);
    if (commandLine.IsDemo) read = DemoConfiguration.Restrict(read);
    if (read.Errors.Length > 0) throw new HostStartException([.. read.Errors.Select(static error => error.ToString())]);

    await using WebApplication server = SmtpServerHost.Build(configuration, read.Options, commandLine.IsDemo);
    await SmtpServerHost.StartAsync(server, read.Options);
    if (commandLine.IsDemo) DemoBanner.Write(Console.Out, read.Options, server.Urls);
    await server.WaitForShutdownAsync();
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
