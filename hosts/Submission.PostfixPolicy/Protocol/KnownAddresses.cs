namespace Submission.PostfixPolicy.Protocol;

/// <summary>Remembers the addresses that were read last: the same accounts send again and again. Thread-safe.</summary>
internal sealed class KnownAddresses
{
    // A power of two. With an address in each place it holds about a megabyte.
    private const int Places = 4096;

    private readonly Entry?[] _entries = new Entry?[Places];

    /// <summary>Finds an address, or remembers it in the place of another.</summary>
    /// <param name="octets">The address as it came.</param>
    /// <param name="read">Reads it where it is not known.</param>
    /// <returns>The address; <see langword="null"/> where it is none.</returns>
    public EmailAddress? Find(ReadOnlySpan<byte> octets, ReadAddress read)
    {
        ref Entry? place = ref _entries[Place(octets)];
        if (Volatile.Read(ref place) is { } known && octets.SequenceEqual(known.Octets)) return known.Address;
        EmailAddress? address = read(octets);
        if (address is not null) Volatile.Write(ref place, new Entry(octets.ToArray(), address));
        return address;
    }

    // Whoever makes two addresses meet here makes them be read anew, no more.
    private static int Place(ReadOnlySpan<byte> octets)
    {
        uint hash = 2166136261;
        foreach (byte octet in octets) hash = (hash ^ octet) * 16777619;
        return (int)((hash ^ (hash >> 15)) & (Places - 1));
    }

    /// <summary>Reads an address; <see langword="null"/> where it is none.</summary>
    public delegate EmailAddress? ReadAddress(ReadOnlySpan<byte> octets);

    private sealed record Entry(byte[] Octets, EmailAddress Address);
}
