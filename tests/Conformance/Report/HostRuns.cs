using Conformance.Smtp;

namespace Conformance.Report;

/// <summary>The run of each host, shared by the tests that look at it.</summary>
internal static class HostRuns
{
    private static readonly HostKind SmtpKind = new(
        "SMTP server",
        "smtp-server.md",
        "over SMTP with STARTTLS, client addresses by the PROXY protocol, a mail server as the next hop behind it",
        static async (world, cancellationToken) => await SmtpCaseHost.StartAsync(world, cancellationToken),
        Parallel: 2);

    private static readonly Lazy<Task<HostRun>> SmtpRun = new(static () => HostRun.PlayAsync(SmtpKind));

    public static Task<HostRun> Smtp => SmtpRun.Value;

    /// <summary>All hosts, in the order of the columns.</summary>
    public static async Task<IReadOnlyList<HostRun>> AllAsync() => [await Smtp];
}
