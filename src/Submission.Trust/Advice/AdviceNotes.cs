using System.Collections.Immutable;

namespace Submission.Trust.Advice;

/// <summary>Gathers what one topic finds. Not thread-safe.</summary>
/// <param name="topic">The topic.</param>
internal sealed class AdviceNotes(AdviceTopic topic)
{
    private readonly List<AdviceFinding> _findings = [];
    private readonly List<PublishedRecord> _published = [];

    public IReadOnlyList<AdviceFinding> Findings => _findings;

    public IReadOnlyList<PublishedRecord> Published => _published;

    public void Found(ZoneRecord record) => _published.Add(new PublishedRecord(topic, record));

    public void Hint(string code, string text, string why, params ImmutableArray<ZoneRecord> publish) => Add(code, AdviceSeverity.Hint, text, why, publish);

    public void Warn(string code, string text, string why, params ImmutableArray<ZoneRecord> publish) => Add(code, AdviceSeverity.Warning, text, why, publish);

    public void Error(string code, string text, string why, params ImmutableArray<ZoneRecord> publish) => Add(code, AdviceSeverity.Error, text, why, publish);

    public void Unknown(string code, string text) => Add(code, AdviceSeverity.Unknown, text, "Nothing is known of it until DNS or the server answers.", []);

    public void Add(string code, AdviceSeverity severity, string text, string why, ImmutableArray<ZoneRecord> publish) =>
        _findings.Add(new AdviceFinding(code, topic, severity, text, why) { Publish = publish });

    /// <summary>Gives the same records to all findings that have none yet and that a record could mend.</summary>
    public void MendWith(ZoneRecord record)
    {
        for (int i = 0; i < _findings.Count; i++)
        {
            if (_findings[i].Severity != AdviceSeverity.Unknown && _findings[i].Publish.IsEmpty) _findings[i] = _findings[i] with { Publish = [record] };
        }
    }
}
