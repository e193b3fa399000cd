using Submission.Tests.Peers;

namespace Submission.Gateway.Tests.Dane;

/// <summary>Makes what servers send: each kind of own certificate with each kind of company.</summary>
internal sealed class Shapes
{
    private const string ClientUsage = "1.3.6.1.5.5.7.3.2";
    private readonly string _algorithm;
    private readonly CertificateKey[] _keys;
    private readonly List<Shape> _all = [];

    private Shapes(string algorithm, Func<CertificateKey> makeKey)
    {
        _algorithm = algorithm;
        _keys = [.. Enumerable.Range(0, 5).Select(_ => makeKey())];
    }

    /// <summary>The domain of all servers.</summary>
    public const string Domain = "cases.test";

    public static IReadOnlyList<Shape> Make(string algorithm, Func<CertificateKey> makeKey)
    {
        Shapes shapes = new(algorithm, makeKey);
        shapes.AddUsual();
        shapes.AddOdd();
        return shapes._all;
    }

    private string Host => $"{_algorithm}{_all.Count}.{Domain}";

    // root, intermediate, leaf; another root; a forger
    private Piece Root(int toDays = 3650, int key = 0, string name = "root") => new(name, _keys[key], new CertificateWish(name) { IsAuthority = true, ToDays = toDays });

    private Piece Middle(Piece root, int toDays = 1000, bool isAuthority = true, bool isForged = false, string name = "middle") =>
        new(name, _keys[1], new CertificateWish("middle") { IsAuthority = isAuthority, ToDays = toDays }, root, isForged ? _keys[4] : null);

    private Piece Leaf(CertificateWish wish, Piece issuer, bool isForged = false) => new("leaf", _keys[2], wish, issuer, isForged ? _keys[4] : null);

    private void Add(string name, Piece leaf, bool isNamed, Piece[] targets, params Piece[] sent) => _all.Add(new Shape($"{_algorithm} {name}", leaf, sent, isNamed, targets));

    private void AddUsual()
    {
        Piece root = Root();
        Piece middle = Middle(root);
        Piece stray = new("stray", _keys[3], new CertificateWish("stray") { IsAuthority = true });
        (string Name, Piece[] Sent)[] companies = [("alone", []), ("middle", [middle]), ("middle, root", [middle, root]), ("root", [root]), ("root, stray, middle", [root, stray, middle])];
        foreach ((string name, Piece[] sent) in _algorithm == "ec" ? companies : companies[2..3])
        {
            foreach ((string kind, Func<string, CertificateWish> wish, bool isNamed, bool isForged) in Kinds())
            {
                Piece leaf = Leaf(wish(Host), middle, isForged);
                Add($"{kind}, sent {name}", leaf, isNamed, [leaf, middle, root, stray], sent);
            }
        }
    }

    private static IEnumerable<(string Kind, Func<string, CertificateWish> Wish, bool IsNamed, bool IsForged)> Kinds()
    {
        yield return ("right", static host => new CertificateWish("x") { Names = [host] }, true, false);
        yield return ("domain's name", static _ => new CertificateWish("x") { Names = ["other.test", Domain] }, true, false);
        yield return ("wildcard", static _ => new CertificateWish("x") { Names = ["*." + Domain] }, true, false);
        yield return ("wildcard too high", static _ => new CertificateWish("x") { Names = ["*.test"] }, false, false);
        yield return ("other name", static host => new CertificateWish(host) { Names = ["other.test"] }, false, false);
        yield return ("no SAN, right CN", static host => new CertificateWish(host), true, false);
        yield return ("no SAN, other CN", static _ => new CertificateWish("other.test"), false, false);
        yield return ("expired", static host => new CertificateWish("x") { Names = [host], ToDays = -1 }, true, false);
        yield return ("not yet valid", static host => new CertificateWish("x") { Names = [host], FromDays = 2 }, true, false);
        yield return ("for clients", static host => new CertificateWish("x") { Names = [host], Usage = ClientUsage }, true, false);
        yield return ("forged", static host => new CertificateWish("x") { Names = [host] }, true, true);
    }

    private void AddOdd()
    {
        Piece root = Root();
        CertificateWish Right() => new("x") { Names = [Host] };
        foreach ((string name, Piece middle) in (ReadOnlySpan<(string, Piece)>)[
            ("middle expired", Middle(root, toDays: -1)), ("middle no authority", Middle(root, isAuthority: false)), ("middle forged", Middle(root, isForged: true))])
        {
            Piece leaf = Leaf(Right(), middle);
            Add(name, leaf, true, [leaf, middle, root], middle);
            leaf = Leaf(Right(), middle);
            Add(name + ", root", leaf, true, [leaf, middle, root], middle, root);
        }

        Piece old = Root(toDays: -1);
        Piece under = Middle(old);
        Piece oldLeaf = Leaf(Right(), under);
        Add("root expired", oldLeaf, true, [oldLeaf, under, old], under, old);

        Piece self = new("leaf", _keys[2], new CertificateWish("self") { Names = [Host] });
        Add("self-signed", self, true, [self, root]);
        Piece selfOther = new("leaf", _keys[2], new CertificateWish("self") { Names = ["other.test"], ToDays = -1 });
        Add("self-signed, expired, other name", selfOther, false, [selfOther, root]);

        Piece direct = Leaf(Right(), root);
        Add("signed by the root, alone", direct, true, [direct, root]);
        direct = Leaf(Right(), root);
        Add("signed by the root, sent", direct, true, [direct, root], root);

        Piece second = Root(key: 3, name: "root2");
        (Piece byFirst, Piece bySecond) = (Middle(root), Middle(second, name: "middle2"));
        Piece crossed = Leaf(Right(), byFirst);
        Add("cross-signed", crossed, true, [crossed, byFirst, bySecond, root, second], byFirst, bySecond);
        crossed = Leaf(Right(), byFirst);
        Add("cross-signed, both roots", crossed, true, [crossed, byFirst, bySecond, root, second], second, bySecond, byFirst, root);
        Piece expiredCross = Middle(second, toDays: -1, name: "middle2");
        crossed = Leaf(Right(), byFirst);
        Add("cross-signed, one expired", crossed, true, [crossed, byFirst, expiredCross, root, second], expiredCross, byFirst, root, second);
    }
}
