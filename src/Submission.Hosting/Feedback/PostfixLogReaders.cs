using Microsoft.Extensions.DependencyInjection;
using Submission.Hosting.Configuration;

namespace Submission.Hosting.Feedback;

/// <summary>Registers the reader of the log of a Postfix where one is configured.</summary>
internal static class PostfixLogReaders
{
    public static void Add(IServiceCollection services, PostfixLogOptions options)
    {
        if (!options.IsConfigured) return;
        services.AddHostedService(provider =>
        {
            var logger = provider.Logger("Submission.PostfixLog");
            ILogSource source = options.File is { } file
                ? new LogFileTail(file, options.Interval, provider.Clock(), logger)
                : new LogCommand(options.Command!, provider.Clock(), logger);
            // A command may print messages alone (journalctl --output=cat); in a file everybody's lines are mixed.
            return new PostfixLogWatch(source, isBare: options.File is null, provider.GetRequiredService<PolicyEngine>(), logger);
        });
    }
}
