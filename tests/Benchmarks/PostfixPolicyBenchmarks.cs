using System.Buffers;
using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Submission.Hosting.Configuration;
using Submission.PostfixPolicy.Hosting;
using Submission.PostfixPolicy.Protocol;
using Submission.PostfixPolicy.Server;
using Submission.PostfixPolicy.Sessions;

namespace Benchmarks;

/// <summary>One request of Postfix at RCPT, without the network: each is a session of its own, judged by the whole Forpsi policy from connect to rcpt.</summary>
[MemoryDiagnoser]
public class PostfixPolicyBenchmarks : IDisposable
{
    private const int Requests = 100_000;

    private readonly ReadOnlySequence<byte>[] _requests = new ReadOnlySequence<byte>[Requests];
    private readonly RequestFramer _framer = new();
    private readonly Asker _asker = new(1);
    private PolicyAnswers _answers = null!;
    private int _next;

    [GlobalSetup]
    public void Setup()
    {
        for (int i = 0; i < Requests; i++) _requests[i] = new(Encoding.ASCII.GetBytes(Write(i)));
        SubmissionOptions options = SubmissionConfiguration.Read(new ConfigurationBuilder().Build(), SubmissionHosts.PostfixPolicy).Options;
        var services = new ServiceCollection();
        services.AddLogging();
        PostfixPolicyServing.AddKnownDns(services);
        services.AddPostfixPolicy(options);
        SessionServices shared = services.BuildServiceProvider().GetRequiredService<SessionServices>();
        _answers = new PolicyAnswers(new SessionTable(shared), shared);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _asker.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public bool Read() => ReadNext();

    [Benchmark]
    public int Answer()
    {
        ReadNext();
        ValueTask<PolicyAction> answer = _answers.AnswerAsync(_asker);
        return answer.IsCompletedSuccessfully ? answer.Result.Octets.Length : throw new InvalidOperationException("It waited.");
    }

    private bool ReadNext()
    {
        ReadOnlySequence<byte> buffer = _requests[_next];
        _next = (_next + 1) % Requests;
        return _framer.TryRead(ref buffer, _asker.Request);
    }

    private static string Write(int i) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        request=smtpd_access_policy
        protocol_state=RCPT
        protocol_name=ESMTP
        helo_name=host{i}.example
        queue_id=
        sender=user{i}@dom{i % 50}.example
        recipient=rcpt{i}@dst{i % 5000}.example
        recipient_count=0
        client_address=10.{i >> 16}.{(i >> 8) & 255}.{i & 255}
        client_name=unknown
        reverse_client_name=unknown
        instance={i:x}.5f3a.0
        sasl_method=PLAIN
        sasl_username=user{i}@dom{i % 50}.example
        sasl_sender=
        size=4096
        ccert_subject=
        ccert_issuer=
        ccert_fingerprint=
        encryption_protocol=TLSv1.3
        encryption_cipher=TLS_AES_256_GCM_SHA384
        encryption_keysize=256
        etrn_domain=
        stress=
        ccert_pubkey_fingerprint=
        client_port=40000
        policy_context=
        server_address=127.0.0.1
        server_port=587


        """).ReplaceLineEndings("\n");
}
