using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using Submission.Policy.Lookups;

namespace Submission.Policy.Content.Tests.Scanners;

/// <summary>The readers of replies: nothing makes them throw, and only the very words of a scanner mean clean, a virus or a score.</summary>
public sealed class ScannerReplyPropertyTests
{
    private const int Inputs = 100_000;
    private static readonly FrozenSet<string> Spam = new RspamdScannerOptions().SpamActions.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] ClamdWords = ["1", "2", ": ", "stream: ", "OK", " FOUND", " ERROR", "INSTREAM size limit exceeded.", "Win.Test", " ", "\0", "\r\n", "Heuristics.Limits.Exceeded"];

    private static readonly string[] SpamdWords =
        ["SPAMD/1.1 0 EX_OK", "\r\n", "\r\n\r\n", "Spam: ", "True", "False", " ; ", "5.0", " / ", "-1.5", "nan", "Content-length: ", "3", "A,B", "0", " ", "\u00ff"];

    private static readonly string[] RspamdWords =
        ["{", "}", "\"action\":", "\"reject\"", "\"no action\"", "\"score\":", "1.5", "-2", "nan", ",", "\"symbols\":", "[", "]", "\"required_score\":", "\"A\":", "null", "\"\\ud800\"", " "];

    [Fact]
    public void ClamdReply_AnyOctets_MeanCleanOrAVirusOnlyInClamdsWords()
    {
        int[] seen = new int[3];
        Replies(ClamdWords, "1: stream: OK", "1: stream: Win.Test FOUND", "1: INSTREAM size limit exceeded. ERROR").Sample(
            reply =>
            {
                LookupResult<string> result = ClamdReply.Read(reply, 1, out bool isOwn);
                Interlocked.Increment(ref seen[(int)result.State]);
                string text = Encoding.Latin1.GetString(reply);
                bool isVirus = text.StartsWith("1: stream: ", StringComparison.Ordinal) && text.EndsWith(" FOUND", StringComparison.Ordinal) && text.Length > "1: stream:  FOUND".Length
                    && !text.StartsWith("1: stream: Heuristics.Limits.Exceeded", StringComparison.Ordinal);
                return result.IsAbsent == (text == "1: stream: OK") && result.IsFound == isVirus && isOwn == text.StartsWith("1: ", StringComparison.Ordinal)
                    && IsPrintable(result.Value ?? result.Reason);
            },
            iter: Inputs);
        Assert.All(seen, count => Assert.InRange(count, 100, Inputs));
    }

    [Fact]
    public void ClamdReply_AnyName_IsFoundWithPrintableAscii() =>
        Gen.Select(Gen.UInt[1, uint.MaxValue], Gen.String[1, 300]).Sample(
            (scan, name) =>
            {
                LookupResult<string> result = ClamdReply.Read(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{scan}: stream: {name} FOUND")), scan, out _);
                return result.IsFound && IsPrintable(result.Value);
            },
            iter: 50_000);

    [Fact]
    public void SpamdReply_AnyOctets_MeanAJudgementOnlyInSpamdsWords()
    {
        int judged = 0;
        Replies(SpamdWords, "SPAMD/1.1 0 EX_OK\r\nContent-length: 3\r\nSpam: True ; 15.0 / 5.0\r\n\r\nA,B", "SPAMD/1.1 0 EX_OK\r\nSpam: False ; -0.5 / 5.0\r\n\r\n").Sample(
            reply =>
            {
                SpamdAnswer answer = SpamdReply.Read(reply);
                if (answer.Scan is not { } scan) return IsPrintable(answer.Reason);
                Interlocked.Increment(ref judged);
                string text = Encoding.Latin1.GetString(reply);
                string[] judgements = scan.IsSpam ? ["True", "Yes"] : ["False", "No"];
                return text.StartsWith("SPAMD/1.", StringComparison.Ordinal) && text.Contains(" 0 EX_OK\r\n", StringComparison.Ordinal)
                    && judgements.Any(word => text.Contains(word, StringComparison.Ordinal))
                    && double.IsFinite(scan.Score) && double.IsFinite(scan.RequiredScore!.Value) && scan.Tests.All(IsPrintable);
            },
            iter: Inputs);
        Assert.InRange(judged, 100, Inputs);
    }

    [Fact]
    public void SpamdReply_AnyJudgement_IsReadBack() =>
        Gen.Select(Gen.Bool, Gen.Int[-99_999, 99_999], Gen.Int[-999, 999], Gen.String[Gen.Char["ABC_1"], 1, 20].Array[0, 20], Gen.Bool).Sample(
            (isSpam, score, required, tests, hasLength) =>
            {
                string body = string.Join(',', tests);
                string reply = string.Create(
                    CultureInfo.InvariantCulture,
                    $"SPAMD/1.1 0 EX_OK\r\n{(hasLength ? $"Content-length: {body.Length}\r\n" : "")}Spam: {(isSpam ? "True" : "False")} ; {score / 10.0:0.0} / {required / 10.0:0.0}\r\n\r\n{body}");
                SpamScan? scan = SpamdReply.Read(Encoding.ASCII.GetBytes(reply)).Scan;
                return scan is not null && scan.IsSpam == isSpam && scan.Score.Equals(score / 10.0) && scan.RequiredScore!.Value.Equals(required / 10.0) && scan.Tests.SequenceEqual(tests);
            },
            iter: 50_000);

    [Fact]
    public void RspamdReply_AnyOctets_MeanAJudgementOnlyAsJsonWithScoreAndAction()
    {
        int judged = 0;
        Replies(RspamdWords, """{"score":1.5,"required_score":15,"action":"reject","symbols":{"A":{"name":"A"}}}""", """{"score":-2,"action":"no action"}""").Sample(
            reply =>
            {
                if (!RspamdReply.TryRead(reply, Spam, out SpamScan? scan)) return true;
                Interlocked.Increment(ref judged);
                using JsonDocument json = JsonDocument.Parse(reply);
                return scan.Score.Equals(json.RootElement.GetProperty("score").GetDouble()) && scan.Action == ScannerText.Printable(json.RootElement.GetProperty("action").GetString())
                    && scan.IsSpam == Spam.Contains(scan.Action);
            },
            iter: Inputs);
        Assert.InRange(judged, 100, Inputs);
    }

    [Fact]
    public void RspamdReply_AnyJudgement_IsReadBack() =>
        Gen.Select(Gen.Double, Gen.Double, Gen.Int[0, 7], Gen.String[Gen.Char["ABC_1"], 1, 20].Array[0, 20]).Where((score, required, _, _) => double.IsFinite(score) && double.IsFinite(required)).Sample(
            (score, required, action, tests) =>
            {
                string word = new[] { "reject", "soft reject", "add header", "rewrite subject", "greylist", "no action", "quarantine", "discard" }[action];
                string symbols = string.Join(',', tests.Select(test => $$"""{{JsonSerializer.Serialize(test)}}:{"name":"x","options":["y"]}"""));
                string json = $$"""
                    {"is_skipped":false,"score":{{JsonSerializer.Serialize(score)}},"required_score":{{JsonSerializer.Serialize(required)}},"action":"{{word}}",
                     "symbols":{ {{symbols}} },"messages":{} }
                    """;
                bool isSpam = word is not ("soft reject" or "greylist" or "no action");
                return RspamdReply.TryRead(Encoding.UTF8.GetBytes(json), Spam, out SpamScan? scan) && scan.IsSpam == isSpam && scan.Score.Equals(score)
                    && scan.RequiredScore!.Value.Equals(required) && scan.Action == word && scan.Tests.SequenceEqual(tests);
            },
            iter: 50_000);

    // Octets at random say nothing; words of the protocol in any order, and answers with an octet or two changed, come near to an answer.
    private static Gen<byte[]> Replies(string[] words, params string[] answers) => Gen.OneOf(
        Gen.Byte.Array[0, 60],
        Gen.Int[0, words.Length - 1].Array[0, 12].Select(chosen => Encoding.Latin1.GetBytes(string.Concat(chosen.Select(word => words[word])))),
        Gen.Select(Gen.Int[0, answers.Length - 1], Gen.Select(Gen.Int[0, 200], Gen.Int[0, 2], Gen.Byte).Array[0, 2], (answer, edits) => Edit(answers[answer], edits)));

    private static byte[] Edit(string answer, (int At, int Kind, byte Octet)[] edits)
    {
        List<byte> octets = [.. Encoding.Latin1.GetBytes(answer)];
        foreach ((int at, int kind, byte octet) in edits)
        {
            int place = at % octets.Count;
            if (kind == 0) octets[place] = octet;
            else if (kind == 1) octets.Insert(place, octet);
            else octets.RemoveAt(place);
        }

        return [.. octets];
    }

    private static bool IsPrintable(string? text) => text is { Length: > 0 and <= 300 } && !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
