using System.Text;
using Submission.Policy.Lookups;

namespace Submission.Milter.Tests.Support;

/// <summary>Scanners that say what the test wants, and keep the last message that they saw; by default every message is clean and no spam.</summary>
internal sealed class ScriptedScanners : IVirusScanner, ISpamScanner
{
    private volatile string? _seen;

    public Func<CancellationToken, Task<LookupResult<string>>> Virus { get; set; } = static _ => Task.FromResult(LookupResult<string>.Absent("clean"));

    public Func<SpamScan> Spam { get; set; } = static () => new SpamScan(IsSpam: false, 0.1);

    /// <summary>The message, octet for octet, of which the virus scanner was asked last.</summary>
    public string? Seen => _seen;

    public async ValueTask<LookupResult<string>> ScanAsync(MessageContent content, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(content.OpenRead(), Encoding.Latin1);
        _seen = await reader.ReadToEndAsync(cancellationToken);
        return await Virus(cancellationToken);
    }

    public ValueTask<LookupResult<SpamScan>> ScanAsync(SpamScanRequest request, CancellationToken cancellationToken) => new(LookupResult<SpamScan>.Found(Spam()));
}
