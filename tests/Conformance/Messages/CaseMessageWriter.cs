using System.Text;
using Submission.Policy.Testing.Cases;

namespace Conformance.Messages;

/// <summary>Writes the octets of a message that holds what a case says of it, for hosts that read messages from a wire.</summary>
internal static class CaseMessageWriter
{
    private const int MaximumParts = 10_000;
    private const int MaximumDepth = 100;
    private const string Boundary = "=_case";

    /// <summary>The octets, lines ended by CRLF. A message whose facts need more room than its size is as long as it needs.</summary>
    public static byte[] Write(CaseMessage message)
    {
        if (!message.Octets.IsEmpty) return message.Octets.ToArray();
        MessageStructure structure = message.Structure ?? new MessageStructure();
        var head = new StringBuilder();
        WriteReceived(head, structure);
        if (!structure.From.IsEmpty) head.Append("From: ").AppendJoin(", ", structure.From).Append("\r\n");
        head.Append("Subject: case\r\nMIME-Version: 1.0\r\n");
        var tail = new StringBuilder();
        if (structure.HasPartialMessage) head.Append("Content-Type: message/partial; id=\"case\"; number=1; total=2\r\n\r\n");
        else if (IsPlain(structure)) head.Append("Content-Type: text/plain\r\n\r\n");
        else WriteParts(head, tail, structure);
        return Pad(Encoding.UTF8.GetBytes(head.ToString()), Encoding.UTF8.GetBytes(tail.ToString()), message.Size);
    }

    private static bool IsPlain(MessageStructure structure) => structure is { Attachments.IsEmpty: true, HasEncryptedPart: false, Incomplete: null };

    private static void WriteReceived(StringBuilder head, MessageStructure structure)
    {
        foreach (ReceivedHop hop in structure.Received)
        {
            head.Append("Received: from client.invalid");
            if (hop.By.Length > 0) head.Append(" by ").Append(hop.By);
            if (hop.With.Length > 0) head.Append(" with ").Append(hop.With);
            head.Append(";\r\n\tThu, 1 Jan 2026 10:00:00 +0000\r\n");
        }
    }

    private static void WriteParts(StringBuilder head, StringBuilder tail, MessageStructure structure)
    {
        head.Append("Content-Type: multipart/mixed; boundary=\"").Append(Boundary).Append("\"\r\n\r\n--").Append(Boundary).Append("\r\nContent-Type: text/plain\r\n\r\n");
        bool isEncrypted = structure.HasEncryptedPart;
        foreach (AttachmentName name in structure.Attachments)
        {
            string type = isEncrypted ? "application/pgp-encrypted" : "application/octet-stream";
            isEncrypted = false;
            Begin(tail).Append("Content-Type: ").Append(type).Append("\r\nContent-Disposition: attachment; filename=\"").Append(name.Name).Append("\"\r\n\r\ncontent\r\n");
        }

        if (structure.Incomplete?.Contains("levels", StringComparison.Ordinal) is true) WriteNested(Begin(tail));
        else if (structure.Incomplete is not null) for (int i = 0; i < MaximumParts; i++) Begin(tail).Append("\r\n\r\n");
        tail.Append("\r\n--").Append(Boundary).Append("--\r\n");
    }

    private static StringBuilder Begin(StringBuilder tail) => tail.Append("\r\n--").Append(Boundary).Append("\r\n");

    private static void WriteNested(StringBuilder tail)
    {
        for (int depth = 0; depth <= MaximumDepth; depth++) tail.Append("Content-Type: multipart/mixed; boundary=\"in").Append(depth).Append("\"\r\n\r\n--in").Append(depth).Append("\r\n");
        tail.Append("\r\ncontent\r\n");
    }


    // In the text before the parts, so that it is an attachment of nobody.
    private static byte[] Pad(byte[] head, byte[] tail, long size)
    {
        const int LineLength = 900;
        long room = Math.Max(size - head.Length - tail.Length, 2);
        byte[] message = new byte[head.Length + room + tail.Length];
        head.CopyTo(message, 0);
        Span<byte> text = message.AsSpan(head.Length, (int)room);
        text.Fill((byte)'x');
        for (int end = LineLength; end <= text.Length - 2 - 2; end += LineLength) "\r\n"u8.CopyTo(text[(end - 2)..]);
        "\r\n"u8.CopyTo(text[^2..]);
        tail.CopyTo(message.AsSpan(head.Length + (int)room));
        return message;
    }
}
