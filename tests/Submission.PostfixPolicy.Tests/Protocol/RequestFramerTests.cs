using System.Buffers;
using System.Text;
using CsCheck;
using Submission.PostfixPolicy.Protocol;

namespace Submission.PostfixPolicy.Tests.Protocol;

/// <summary>Requests are found and read the same, however the octets come.</summary>
public sealed class RequestFramerTests
{
    private static readonly string[] Names =
    [
        "request", "protocol_state", "client_address", "client_port", "server_port", "helo_name", "sender", "recipient", "recipient_count", "queue_id", "instance", "size",
        "sasl_username", "encryption_protocol", "ccert_subject", "stress", "policy_context", "sizes", "",
    ];

    private static readonly Gen<string> Line =
        from kind in Gen.Int[0, 30]
        from name in Gen.OneOf(Names)
        from value in Gen.OneOf(Gen.OneOf("smtpd_access_policy", "RCPT", "192.0.2.1", "", "a=b"), Gen.String[Gen.Char["ab@.=\r\0\u00ff "], 0, 12])
        select kind == 0 ? value.Replace('=', '-') : $"{name}={value}";

    private static readonly Gen<string> Stream =
        from requests in Line.List[0, 9].List[1, 5]
        from ends in Gen.OneOf("\n", "\r\n").List[60]
        select string.Concat(requests.SelectMany((lines, r) => lines.Where(static line => line.Length > 0 && line != "\r").Append("").Select((line, l) => line + ends[((r * 10) + l) % 60])));

    [Fact]
    public void TryRead_AnySplits_ReadsWhatTheModelReads() => Gen.Select(Stream, Gen.Int[1, 40].List[1, 60]).Sample(
        (stream, sizes) =>
        {
            byte[] octets = Encoding.Latin1.GetBytes(stream);
            Assert.Equal(Model(octets), Read(octets, sizes));
        },
        iter: 3000);

    [Fact]
    public void TryRead_OctetByOctet_TakesTheLongestRequest()
    {
        const string Before = "request=smtpd_access_policy\nprotocol_state=RCPT\nsender=";
        string sender = new('a', PolicyRequest.MaximumLength - Before.Length);

        Assert.Equal([$"Rcpt sender={sender} recipient= instance= size= helo="], Read(Encoding.ASCII.GetBytes($"{Before}{sender}\n\n"), [1]));
        Assert.Equal([nameof(RequestFault.TooLong)], Read(Encoding.ASCII.GetBytes($"{Before}{sender}a\n\n"), [1]).Take(1));
    }

    private static string[] Read(byte[] octets, IReadOnlyList<int> sizes)
    {
        var framer = new RequestFramer();
        var request = new PolicyRequest();
        List<string> found = [];
        // What a pipe would hold: received and not consumed.
        List<byte[]> held = [];
        for (int at = 0, n = 0; at < octets.Length; n++)
        {
            int size = Math.Min(sizes[n % sizes.Count], octets.Length - at);
            held.Add(octets[at..(at + size)]);
            at += size;
            ReadOnlySequence<byte> buffer = Sequence(held);
            while (framer.TryRead(ref buffer, request))
            {
                found.Add(Describe(request));
                if (request.Fault == RequestFault.TooLong) return [.. found];
            }

            held = buffer.IsEmpty ? [] : [buffer.ToArray()];
            // In pieces again, as a pipe keeps them.
            if (held.Count == 1 && held[0].Length > 7 && n % 2 == 0) held = [held[0][..5], held[0][5..]];
        }

        return [.. found];
    }

    private static string Describe(PolicyRequest request)
    {
        if (request.Fault != RequestFault.None) return $"{request.Fault}";
        return $"{request.State} sender={Of(PolicyAttribute.Sender)} recipient={Of(PolicyAttribute.Recipient)} instance={Of(PolicyAttribute.Instance)} size={Of(PolicyAttribute.Size)} helo={Of(PolicyAttribute.HeloName)}";

        string Of(PolicyAttribute attribute) => Encoding.Latin1.GetString(request[attribute]);
    }

    // The plain way: all text at hand, cut into lines, lines into words.
    private static string[] Model(byte[] octets)
    {
        List<string> found = [];
        List<string> lines = [];
        string[] all = Encoding.Latin1.GetString(octets).Split('\n');
        foreach (string raw in all[..^1])
        {
            string line = raw.EndsWith('\r') ? raw[..^1] : raw;
            if (line.Length > 0)
            {
                lines.Add(line);
                continue;
            }

            found.Add(ModelOf(lines));
            lines.Clear();
        }

        return [.. found];
    }

    private static string ModelOf(List<string> lines)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in lines)
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) return nameof(RequestFault.NotAnAttribute);
            string name = line[..equals];
            if (!Names.Take(14).Contains(name, StringComparer.Ordinal)) continue;
            if (values.ContainsKey(name)) return nameof(RequestFault.Duplicate);
            if (line[(equals + 1)..].Any(static c => c < ' ')) return nameof(RequestFault.ControlCharacter);
            values.Add(name, line[(equals + 1)..]);
        }

        if (values.GetValueOrDefault("request") != "smtpd_access_policy") return nameof(RequestFault.NotAnAccessRequest);
        string state = values.GetValueOrDefault("protocol_state", "");
        if (state.Length == 0) return nameof(RequestFault.NoState);
        return $"{(state == "RCPT" ? "Rcpt" : "Unknown")} sender={Of("sender")} recipient={Of("recipient")} instance={Of("instance")} size={Of("size")} helo={Of("helo_name")}";

        string Of(string name) => values.GetValueOrDefault(name, "");
    }

    private static ReadOnlySequence<byte> Sequence(List<byte[]> pieces)
    {
        var first = new Piece(pieces[0], null);
        Piece last = first;
        foreach (byte[] piece in pieces[1..]) last = new Piece(piece, last);
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(byte[] octets, Piece? before)
        {
            Memory = octets;
            if (before is null) return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}
