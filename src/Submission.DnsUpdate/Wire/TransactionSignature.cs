using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Submission.DnsUpdate.Wire;

/// <summary>Signs and checks messages (RFC 8945, sections 4 and 5).</summary>
internal static class TransactionSignature
{
    public const int Type = 250;

    public const int Any = 255;

    private const int Fudge = 300;
    private const int AdditionalCount = 10;

    /// <summary>Adds a signature to a message.</summary>
    /// <param name="message">The message without one.</param>
    /// <param name="id">Its id.</param>
    /// <param name="key">The key.</param>
    /// <param name="now">The time.</param>
    /// <param name="mac">The signature, which that of the answer covers too.</param>
    public static byte[] Sign(byte[] message, ushort id, TsigKey key, DateTimeOffset now, out byte[] mac)
    {
        long time = now.ToUnixTimeSeconds();
        mac = key.Sign(new WireWriter().Octets(message).Octets(Variables(key, time, Fudge, 0, [])).ToArray());
        byte[] data = new WireWriter().Name(key.AlgorithmName).Time(time).Short(Fudge).Short(mac.Length).Octets(mac).Short(id).Short(0).Short(0).ToArray();
        byte[] complete = new WireWriter().Octets(message).Name(key.Name).Short(Type).Short(Any).Long(0).Short(data.Length).Octets(data).ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(complete.AsSpan(AdditionalCount), (ushort)(BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(AdditionalCount)) + 1));
        return complete;
    }

    /// <summary>Checks the signature of an answer.</summary>
    /// <param name="answer">The answer with its signature.</param>
    /// <param name="record">The signature's record.</param>
    /// <param name="requestMac">The signature of the question.</param>
    /// <param name="key">The key.</param>
    /// <param name="now">The time.</param>
    /// <returns>What is wrong with it, to follow the name of the server; <see langword="null"/> where nothing is.</returns>
    public static string? Check(ReadOnlySpan<byte> answer, in SignatureRecord record, byte[] requestMac, TsigKey key, DateTimeOffset now)
    {
        if (record.KeyName != key.Name || record.Algorithm != key.AlgorithmName) return "has answered with the signature of another key.";
        byte[] unsigned = answer[..record.Start].ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(unsigned, (ushort)record.OriginalId);
        BinaryPrimitives.WriteUInt16BigEndian(unsigned.AsSpan(AdditionalCount), (ushort)(BinaryPrimitives.ReadUInt16BigEndian(answer[AdditionalCount..]) - 1));
        byte[] signed = new WireWriter()
            .Short(requestMac.Length).Octets(requestMac).Octets(unsigned).Octets(Variables(key, record.Time, record.Fudge, record.Error, record.Other)).ToArray();
        if (!CryptographicOperations.FixedTimeEquals(key.Sign(signed), record.Mac)) return "has answered with a signature that is not right.";
        // A server whose clock differs says so in a signed answer, which holds our time.
        return record.Error == 0 && Math.Abs(now.ToUnixTimeSeconds() - record.Time) > record.Fudge ? "has answered with a signature of another time: compare the clocks." : null;
    }

    private static byte[] Variables(TsigKey key, long time, int fudge, int error, ReadOnlySpan<byte> other) => new WireWriter()
        .Name(key.Name).Short(Any).Long(0).Name(key.AlgorithmName).Time(time).Short(fudge).Short(error).Short(other.Length).Octets(other).ToArray();
}
