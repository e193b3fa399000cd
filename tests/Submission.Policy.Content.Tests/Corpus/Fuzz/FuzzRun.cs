using System.Globalization;
using Submission.Policy.Content.Tests.Corpus.Hostile;
using Submission.Policy.Lookups;

namespace Submission.Policy.Content.Tests.Corpus.Fuzz;

/// <summary>A run of changed messages through the reader: each must be read, soon, and read the same however it comes.</summary>
internal sealed class FuzzRun(int seed, int inputs)
{
    /// <summary>What one input of at most 300 kB may take. A thousand times what it takes: whoever needs more hangs, or would with a larger one.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(2);

    private const string Fresh = "=_fresh_";

    private readonly MimeMessageReader _reader = new();
    private readonly Random _random = new(seed);

    /// <summary>The input that is being read, for whoever waits in vain.</summary>
    public byte[] Current { get; private set; } = [];

    /// <summary>How many have been read.</summary>
    public int Done { get; private set; }

    /// <summary>The longest that one took, of processor time.</summary>
    public TimeSpan Slowest { get; private set; }

    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        for (; Done < inputs; Done++)
        {
            byte[] octets = Mutation.Of(Seed(), Seed(), _random);
            switch (Done % 8)
            {
                case 1 or 5:
                    await ExpectBadAsync(Appended(octets), cancellationToken);
                    break;
                case 3:
                    await ExpectSameAsync(octets, cancellationToken);
                    break;
                case 7:
                    await ExpectAsBadWithinAsync(octets, cancellationToken);
                    break;
                default:
                    await ReadAsync(octets, cancellationToken);
                    break;
            }
        }
    }

    /// <summary>A well-formed multipart whose first part is whatever came out, and whose last part is a program: nothing before it may hide it.</summary>
    private byte[] Appended(byte[] octets)
    {
        string boundary = string.Create(CultureInfo.InvariantCulture, $"{Fresh}{Done}_{_random.Next()}");
        string first = _random.Next(4) switch
        {
            0 => Mime.Raw(octets),
            1 => "Content-Type: message/rfc822\r\n\r\n" + Mime.Raw(octets),
            2 => "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Mime.Base64(Mime.Raw(octets)),
            _ => "Content-Type: text/plain\r\n\r\n" + Mime.Raw(octets),
        };
        return Mime.Octets(Mime.Envelope + Mime.MultipartEntity("mixed", boundary, first, Mime.Attachment("file.exe")));
    }

    /// <summary>What is bad by itself is bad as a forwarded message, however it is encoded.</summary>
    private async Task ExpectAsBadWithinAsync(byte[] octets, CancellationToken cancellationToken)
    {
        if (!BadAttachment.IsBad(await ReadAsync(octets, cancellationToken))) return;
        string boundary = string.Create(CultureInfo.InvariantCulture, $"{Fresh}{Done}_{_random.Next()}");
        string forwarded = _random.Next(3) switch
        {
            0 => "Content-Type: message/rfc822\r\n\r\n" + Mime.Raw(octets),
            1 => "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Mime.Base64(Mime.Raw(octets)),
            _ => "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + Mime.QuotedPrintable(Mime.Raw(octets)),
        };
        await ExpectBadAsync(Mime.Octets(Mime.Envelope + Mime.MultipartEntity("mixed", boundary, Mime.Text, forwarded)), cancellationToken);
    }

    private async Task ExpectBadAsync(byte[] octets, CancellationToken cancellationToken)
    {
        MessageStructure structure = await ReadAsync(octets, cancellationToken);
        Assert.True(BadAttachment.IsBad(structure), $"a program was not found: {BadAttachment.Describe(structure)}");
    }

    private async Task ExpectSameAsync(byte[] octets, CancellationToken cancellationToken)
    {
        string whole = BadAttachment.Describe(await ReadAsync(octets, cancellationToken));
        LookupResult<MessageStructure> chopped = await _reader.ReadAsync(new ChoppedContent(octets, Done, 1 + _random.Next(300)), cancellationToken);
        Assert.True(chopped.IsFound, chopped.Reason);
        Assert.Equal(whole, BadAttachment.Describe(chopped.Value));
    }

    private async Task<MessageStructure> ReadAsync(byte[] octets, CancellationToken cancellationToken)
    {
        Current = octets;
        TimeSpan before = Environment.CpuUsage.TotalTime;
        LookupResult<MessageStructure> result = await _reader.ReadAsync(MessageContent.FromMemory(octets), cancellationToken);
        TimeSpan took = Environment.CpuUsage.TotalTime - before;
        if (took > Slowest) Slowest = took;
        Assert.True(result.IsFound, result.Reason);
        Assert.True(took <= Most, $"took {took.TotalMilliseconds:0} ms of processor time");
        return result.Value;
    }

    private byte[] Seed() => FuzzSeeds.All[_random.Next(FuzzSeeds.All.Count)];
}
