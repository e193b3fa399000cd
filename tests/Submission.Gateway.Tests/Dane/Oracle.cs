namespace Submission.Gateway.Tests.Dane;

/// <summary>Tells what RFC 7671 and RFC 7672 demand, from what the maker of the certificates knows. It reads no certificate and no TLSA record.</summary>
internal static class Oracle
{
    private const string ServerUsage = "1.3.6.1.5.5.7.3.1";

    /// <summary>Whether a server is proven by one TLSA record.</summary>
    /// <param name="shape">What it sends.</param>
    /// <param name="target">The certificate that the record is for.</param>
    /// <param name="usage">2 or 3.</param>
    /// <param name="selector">0 or 1.</param>
    /// <param name="matchingType">0, 1 or 2.</param>
    public static bool IsProven(Shape shape, Piece target, int usage, int selector, int matchingType)
    {
        bool Names(Piece piece) => ReferenceEquals(piece, target) || (selector == 1 && piece.HasSameKey(target));
        if (usage == 3) return Names(shape.Leaf);
        if (!shape.IsNamed || !shape.Leaf.IsInTime || shape.Leaf.Wish.Usage is not (null or ServerUsage)) return false;
        List<Piece> known = [.. shape.Sent];
        if (selector == 0 && matchingType == 0) known.Add(target);
        return Leads(shape.Leaf, [shape.Leaf], known, Names, selector == 1 && matchingType == 0 ? target : null);
    }

    private static bool Leads(Piece from, List<Piece> path, List<Piece> known, Func<Piece, bool> isAnchor, Piece? bareKey)
    {
        // The record itself has the key, so that its certificate need not be there.
        if (bareKey is not null && !from.IsForged && from.Issuer is { } issuer && issuer.HasSameKey(bareKey)) return true;
        foreach (Piece above in known)
        {
            if (path.Contains(above) || !from.IsSignedBy(above) || !above.IsInTime || !above.Wish.IsAuthority) continue;
            if (isAnchor(above) || Leads(above, [.. path, above], known, isAnchor, bareKey)) return true;
        }

        return false;
    }
}
