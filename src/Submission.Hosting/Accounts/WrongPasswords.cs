using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Submission.Hosting.Accounts;

/// <summary>
/// Tells whether a wrong password is the one that was given for that login from that address the time before, as a telephone with an old password does again and again. It holds
/// neither logins nor passwords, only parts of HMAC-SHA256 under a key of this process, of the latest ten thousand logins, and for an hour. Thread-safe.
/// </summary>
internal sealed class WrongPasswords(TimeProvider time)
{
    private const int Generation = 5_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Lock _lock = new();
    private Dictionary<UInt128, Entry> _young = [];
    private Dictionary<UInt128, Entry> _old = [];

    /// <summary>Takes note of a failed login.</summary>
    /// <returns>Whether it was made with the same password as the one before.</returns>
    public bool Repeats(string login, string client, ReadOnlySpan<byte> password)
    {
        using IncrementalHash hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hmac.AppendData(Encoding.UTF8.GetBytes(EmailAddress.TryParse(login, out EmailAddress? address) ? address.Canonical : login));
        hmac.AppendData([0]);
        hmac.AppendData(Encoding.UTF8.GetBytes(client));
        hmac.AppendData([0]);
        UInt128 subject = BinaryPrimitives.ReadUInt128BigEndian(hmac.GetCurrentHash());
        hmac.AppendData(password);
        var entry = new Entry(BinaryPrimitives.ReadUInt128BigEndian(hmac.GetHashAndReset()), time.GetTimestamp());
        lock (_lock)
        {
            bool isKnown = _young.TryGetValue(subject, out Entry last) || _old.TryGetValue(subject, out last);
            if (_young.Count >= Generation) (_old, _young) = (_young, []);
            _young[subject] = entry;
            return isKnown && last.Code == entry.Code && time.GetElapsedTime(last.At, entry.At) < Lifetime;
        }
    }

    private readonly record struct Entry(UInt128 Code, long At);
}
