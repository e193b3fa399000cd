using Conformance.Grpc;
using Conformance.Postfix;
using Conformance.PostfixPolicy;
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

    private static readonly HostKind PolicyKind = new(
        "Postfix policy adapter",
        "postfix-policy.md",
        "over the policy protocol, asked in every state as Postfix 3.7 asks with `smtpd_delay_reject = no`",
        static async (world, cancellationToken) => await PolicyCaseHost.StartAsync(world, cancellationToken),
        Parallel: 2);

    private static readonly HostKind GrpcKind = new(
        "gRPC service",
        "grpc.md",
        "over a stream of gRPC (`Session`) for each client, by the .NET client; reports by `Report`",
        static async (world, cancellationToken) => await GrpcCaseHost.StartAsync(world, cancellationToken),
        Parallel: 2);

    private static readonly Lazy<Task<HostRun>> GrpcRun = new(static () => HostRun.PlayAsync(GrpcKind));
    private static readonly Lazy<Task<HostRun>> PolicyRun = new(static () => HostRun.PlayAsync(PolicyKind));
    private static readonly Lazy<Task<HostRun>> MilterRun = new(PlayMilterAsync);

    public static Task<HostRun> Smtp => SmtpRun.Value;

    public static Task<HostRun> Policy => PolicyRun.Value;

    public static Task<HostRun> Milter => MilterRun.Value;

    public static Task<HostRun> Grpc => GrpcRun.Value;

    /// <summary>All hosts, in the order of the columns.</summary>
    public static async Task<IReadOnlyList<HostRun>> AllAsync() => [await Smtp, await Policy, await Milter, await Grpc];

    private static async Task<HostRun> PlayMilterAsync()
    {
        await using MilterPostfix postfix = await MilterPostfix.StartAsync();
        return await HostRun.PlayAsync(new HostKind(
            "Milter",
            "milter.md",
            "inside a real Postfix 3.7 with SASL, to which clients speak SMTP with STARTTLS, client addresses by the PROXY protocol",
            async (world, cancellationToken) => await MilterCaseHost.StartAsync(world, postfix, cancellationToken),
            Parallel: 1)
        {
            MaximumSteps = 1000,
        });
    }
}
