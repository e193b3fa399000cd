using System.IO.Compression;
using System.Net;
using YamlDotNet.RepresentationModel;

namespace Submission.Trust.Tests.Spf;

/// <summary>The public test suite of RFC 7208, read from where the Debian package python3-spf puts it.</summary>
internal static class SpfSuite
{
    private const string Packaged = "/usr/share/doc/python3-spf/rfc7208-tests.yml";

    public static IReadOnlyList<SpfSuiteCase> Load()
    {
        using Stream file = Open();
        using var text = new StreamReader(file);
        var stream = new YamlStream();
        stream.Load(text);
        return [.. stream.Documents.SelectMany(static document => CasesOf((YamlMappingNode)document.RootNode))];
    }

    private static Stream Open()
    {
        if (File.Exists(Packaged)) return File.OpenRead(Packaged);
        if (!File.Exists(Packaged + ".gz")) Assert.Fail($"These tests need {Packaged}.gz: install the Debian package python3-spf, with its documentation.");
        return new GZipStream(File.OpenRead(Packaged + ".gz"), CompressionMode.Decompress);
    }

    private static IEnumerable<SpfSuiteCase> CasesOf(YamlMappingNode scenario)
    {
        FakeZone zone = ZoneOf((YamlMappingNode)scenario["zonedata"]);
        string title = Scalar(scenario["description"]);
        foreach ((YamlNode name, YamlNode body) in (YamlMappingNode)scenario["tests"])
        {
            var it = (YamlMappingNode)body;
            string[] results = it["result"] is YamlSequenceNode several ? [.. several.Select(Scalar)] : [Scalar(it["result"])];
            string? explanation = it.Children.TryGetValue("explanation", out YamlNode? said) ? Scalar(said) : null;
            yield return new SpfSuiteCase(title, Scalar(name), zone, IPAddress.Parse(Scalar(it["host"])), Scalar(it["helo"]), Scalar(it["mailfrom"]), results, explanation);
        }
    }

    private static FakeZone ZoneOf(YamlMappingNode data)
    {
        var zone = new FakeZone();
        foreach ((YamlNode name, YamlNode records) in data)
        {
            string host = Scalar(name);
            YamlMappingNode[] typed = [.. ((YamlSequenceNode)records).OfType<YamlMappingNode>()];
            bool hasText = typed.Any(static record => record.Children.ContainsKey("TXT"));
            if (((YamlSequenceNode)records).OfType<YamlScalarNode>().Any()) zone.Fail(host);
            foreach ((YamlNode type, YamlNode value) in typed.SelectMany(static record => record.Children)) Add(zone, host, Scalar(type), value, hasText);
        }

        return zone;
    }

    private static void Add(FakeZone zone, string host, string type, YamlNode value, bool hasText)
    {
        switch (type)
        {
            case "TXT" when value is YamlScalarNode { Value: "NONE" }:
            case "SPF" when hasText:
                zone.Add(host, type);
                break;
            case "TXT" or "SPF":
                zone.Text(host, value is YamlSequenceNode pieces ? string.Concat(pieces.Select(Scalar)) : Scalar(value));
                break;
            case "A" or "AAAA":
                zone.Address(host, Scalar(value));
                break;
            case "MX":
                zone.Exchanger(host, Scalar(value[1]), int.Parse(Scalar(value[0]), System.Globalization.CultureInfo.InvariantCulture));
                break;
            case "PTR" or "CNAME":
                zone.Add(host, type, Scalar(value).TrimEnd('.'));
                break;
            default:
                Assert.Fail($"The suite has records of a kind that is not known here: {type}.");
                break;
        }
    }

    private static string Scalar(YamlNode node) => ((YamlScalarNode)node).Value ?? "";
}
