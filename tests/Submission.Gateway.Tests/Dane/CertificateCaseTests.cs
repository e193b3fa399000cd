using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Submission.Gateway.Delivery;
using Submission.Gateway.Routing;
using Submission.Gateway.Tls;
using Submission.Gateway.Tls.Dane;
using Submission.Policy.Lookups;
using Submission.Smtp.Client;
using Submission.Tests.Peers;
using Submission.Trust.Dane;

namespace Submission.Gateway.Tests.Dane;

/// <summary>N1-N7 in a loop: every shape of what a server sends with every TLSA record for it, through real handshakes with OpenSSL.</summary>
public sealed class CertificateCaseTests(ITestOutputHelper output)
{
    private sealed record Case(Shape Shape, string Host, Piece Target, int Usage, int Selector, int MatchingType)
    {
        public TlsaRecord Record => new((byte)Usage, (byte)Selector, (byte)MatchingType, [.. CertificateMaker.Association(Target.Certificate, Selector, MatchingType)]);

        public override string ToString() => $"{Usage} {Selector} {MatchingType} of {Target.Name}: {Shape.Name}";
    }

    [Fact]
    public async Task RequireAsync_EveryShapeAndRecord_JudgesAsTheOracle()
    {
        await using TlsSink sink = await TlsSink.StartAsync();
        List<Case> cases = [];
        foreach (Shape shape in (Shape[])[.. Shapes.Make("ec", CertificateKey.Ecdsa), .. Shapes.Make("rsa", CertificateKey.Rsa)]) AddCases(cases, shape, sink);
        ConcurrentQueue<string> wrong = [];
        int proven = 0;
        await Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken }, async (one, cancellation) =>
        {
            bool expected = Oracle.IsProven(one.Shape, one.Target, one.Usage, one.Selector, one.MatchingType);
            string? failure = await TryAsync(one, sink, cancellation);
            if (expected) Interlocked.Increment(ref proven);
            if (expected != failure is null) wrong.Enqueue($"{one}: expected {(expected ? "proven" : "not proven")}, was {failure ?? "proven"}");
        });
        output.WriteLine($"{cases.Count} certificate cases by real handshakes, {proven} of them proven, {cases.Count - proven} not; {wrong.Count} judged wrongly");
        Assert.True(wrong.IsEmpty, string.Join('\n', wrong.Take(40)));
        Assert.InRange(cases.Count, 1500, 10_000);
        Assert.InRange(proven, 300, cases.Count - 300);
    }

    private static void AddCases(List<Case> cases, Shape shape, TlsSink sink)
    {
        string host = shape.Leaf.Wish.Names.FirstOrDefault(static name => name.EndsWith("." + Shapes.Domain, StringComparison.Ordinal) && name[0] != '*') ?? HostOf(cases.Count);
        if (shape.Leaf.Wish.Names.Length == 0 && shape.IsNamed) host = shape.Leaf.Wish.Subject;
        sink.Serve(host, shape.Leaf.Pem, [shape.Leaf.Certificate, .. shape.Sent.Select(static piece => piece.Certificate)]);
        foreach (Piece target in shape.Targets)
        {
            // Above the server's own certificate one of usage 3 is much like another.
            foreach (int usage in target.Name is "leaf" or "middle" ? (int[])[2, 3] : [2])
            {
                for (int selector = 0; selector < 2; selector++)
                {
                    for (int matchingType = 0; matchingType < 3; matchingType++) cases.Add(new Case(shape, host, target, usage, selector, matchingType));
                }
            }
        }
    }

    private static string HostOf(int number) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"mx{number}.{Shapes.Domain}");

    /// <summary>Connects as delivery does.</summary>
    /// <returns>Why the server was not taken; null where it was.</returns>
    private static async Task<string?> TryAsync(Case one, TlsSink sink, CancellationToken cancellationToken)
    {
        DaneRecords dns = new(Shapes.Domain, one.Host, one.Record);
        using DnssecWatch watch = new(dns, new TlsOptions { TrustsResolver = true }, TimeProvider.System, NullLogger.Instance);
        RouteHost host = new(one.Host, 10, [sink.At("127.0.0.1")]);
        DaneVerdict verdict = await new DanePolicy(new DaneLookup(dns), watch, DaneInsecureMx.Enforce, TimeProvider.System)
            .FindAsync(new TlsQuestion(Shapes.Domain, host, MessageTls.Default), sink.Port, isNamedByOperator: false, cancellationToken);
        if (!verdict.IsProven) return "unusable: " + verdict.Reason;
        CertificateWitness witness = new(verdict.Requirement!, one.Host);
        SmtpClientOptions options = new()
        {
            Tls = verdict.Requirement!.Mode,
            TlsServerName = verdict.Requirement.ServerName,
            ValidateCertificate = witness.Callback,
            AllowTlsResume = false,
        };
        SmtpConnectResult result = await SmtpClientConnection.ConnectAsync(host.EndPoints, options, TimeProvider.System, cancellationToken);
        if (result.Connection is { } connection)
        {
            await connection.DisposeAsync();
            return null;
        }

        return witness.FailureOf(result) is { } failure ? $"{failure.Kind}: {failure.Reason}" : "no TLS failure: " + result.Reply;
    }
}
