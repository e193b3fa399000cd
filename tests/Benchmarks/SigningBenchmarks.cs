using System.Text;
using BenchmarkDotNet.Attributes;
using Submission.Gateway.Signing.Keys;
using Submission.Smtp.Content;
using Submission.Trust.Dkim;

namespace Benchmarks;

/// <summary>What the signatures of a message of 4 KiB cost.</summary>
[MemoryDiagnoser]
public class SigningBenchmarks
{
    private readonly DkimSigner _signer = new(new DkimSignerOptions());
    private readonly MessageBody _body = MessageBody.FromMemory(Encoding.ASCII.GetBytes(
        "From: Jan <jan@domena.example>\r\nTo: eva@friend.example\r\nSubject: test\r\nDate: Sun, 29 Nov 2026 12:00:00 +0000\r\nMessage-ID: <1@domena.example>\r\n\r\n" +
        string.Concat(Enumerable.Repeat("The quick brown fox jumps over the lazy dog, and then once more.\r\n", 60))));

    private DkimSigningKey[] _rsa = [];
    private DkimSigningKey[] _ed25519 = [];
    private DkimSigningKey[] _both = [];

    /// <summary>Makes the keys.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _rsa = [new DkimSigningKey("domena.example", "s20261129r", RsaDkimKey.Create())];
        _ed25519 = [new DkimSigningKey("domena.example", "s20261129e", Ed25519DkimKey.Create())];
        _both = [.. _rsa, .. _ed25519];
    }

    [Benchmark]
    public ValueTask<byte[]?> Rsa() => SignAsync(_rsa);

    [Benchmark]
    public ValueTask<byte[]?> Ed25519() => SignAsync(_ed25519);

    [Benchmark]
    public ValueTask<byte[]?> Both() => SignAsync(_both);

    /// <summary>Canonical forms and hashes alone.</summary>
    [Benchmark]
    public ValueTask<byte[]?> NoKey() => SignAsync([]);

    private async ValueTask<byte[]?> SignAsync(DkimSigningKey[] keys)
    {
        using DkimMessage? message = await DkimMessage.ReadAsync(default, _body, CancellationToken.None);
        return await _signer.SignAsync(message!, keys, DateTimeOffset.UnixEpoch, CancellationToken.None);
    }
}
