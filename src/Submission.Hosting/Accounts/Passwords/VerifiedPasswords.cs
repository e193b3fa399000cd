using System.Security.Cryptography;
using System.Text;

namespace Submission.Hosting.Accounts;

/// <summary>
/// Remembers for a short while which password was right, as an HMAC-SHA256 under a key of this process, so that a client that opens a session for each message does
/// not cost a slow hash each time. An entry belongs to the very account that it was made for: a reload makes new accounts and thereby ends it. Thread-safe.
/// </summary>
internal sealed class VerifiedPasswords(int capacity, TimeSpan lifetime, TimeProvider time)
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public bool Contains(Account account, ReadOnlySpan<byte> password)
    {
        byte[] code = CodeOf(account, password);
        lock (_lock)
        {
            return _entries.TryGetValue(account.Facts.Login, out Entry entry)
                && ReferenceEquals(entry.Account, account)
                && time.GetElapsedTime(entry.Since) < lifetime
                && CryptographicOperations.FixedTimeEquals(entry.Code, code);
        }
    }

    public void Add(Account account, ReadOnlySpan<byte> password)
    {
        if (capacity == 0 || lifetime == TimeSpan.Zero) return;
        var entry = new Entry(account, CodeOf(account, password), time.GetTimestamp());
        lock (_lock)
        {
            if (_entries.Count >= capacity && !_entries.ContainsKey(account.Facts.Login)) MakeRoom();
            _entries[account.Facts.Login] = entry;
        }
    }

    public void Clear()
    {
        lock (_lock) _entries.Clear();
    }

    private void MakeRoom()
    {
        foreach ((string login, Entry entry) in _entries)
        {
            if (time.GetElapsedTime(entry.Since) >= lifetime) _entries.Remove(login);
        }

        if (_entries.Count < capacity) return;
        foreach (string login in _entries.Keys)
        {
            _entries.Remove(login);
            return;
        }
    }

    private byte[] CodeOf(Account account, ReadOnlySpan<byte> password)
    {
        using IncrementalHash hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hmac.AppendData(Encoding.UTF8.GetBytes(account.Facts.Login));
        hmac.AppendData([0]);
        hmac.AppendData(password);
        return hmac.GetHashAndReset();
    }

    private readonly record struct Entry(Account Account, byte[] Code, long Since);
}
