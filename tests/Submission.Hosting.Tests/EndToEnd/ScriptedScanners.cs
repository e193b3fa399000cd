using Submission.Policy.Lookups;

namespace Submission.Hosting.Tests.EndToEnd;

/// <summary>Scanners that say what the test wants; by default every message is clean and no spam.</summary>
internal sealed class ScriptedScanners : IVirusScanner, ISpamScanner
{
    public Func<MessageContent, CancellationToken, Task<LookupResult<string>>> Virus { get; set; } = static (_, _) => Task.FromResult(LookupResult<string>.Absent("clean"));

    public Func<SpamScanRequest, CancellationToken, Task<LookupResult<SpamScan>>> Spam { get; set; } =
        static (_, _) => Task.FromResult(LookupResult<SpamScan>.Found(new SpamScan(IsSpam: false, 0.1)));

    public async ValueTask<LookupResult<string>> ScanAsync(MessageContent content, CancellationToken cancellationToken) => await Virus(content, cancellationToken);

    public async ValueTask<LookupResult<SpamScan>> ScanAsync(SpamScanRequest request, CancellationToken cancellationToken) => await Spam(request, cancellationToken);
}
