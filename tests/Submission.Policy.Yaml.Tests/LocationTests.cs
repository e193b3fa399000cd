using System.Globalization;
using System.Text;
using CsCheck;
using Submission.Policy.Specification;

namespace Submission.Policy.Yaml.Tests;

public sealed class LocationTests
{
    [Theory]
    [InlineData("a: b", "@1:1 { @1:1 'a' = @1:4 'b' } ")]
    [InlineData("\n\n  a:   'b'\n", "@3:3 { @3:3 'a' = @3:8 'b'q } ")]
    [InlineData("\"a\": \"b\"", "@1:1 { @1:1 'a'q = @1:6 'b'q } ")]
    [InlineData("a:\nb: [c, 'd', \"e\"]", "@1:1 { @1:1 'a' = @1:3 '' @2:1 'b' = @2:4 [ @2:5 'c' @2:8 'd'q @2:13 'e'q ] } ")]
    [InlineData("a:\n- b\n- c: d\n  e: f\n-\n", "@1:1 { @1:1 'a' = @2:1 [ @2:3 'b' @3:3 { @3:3 'c' = @3:6 'd' @4:3 'e' = @4:6 'f' } @5:2 '' ] } ")]
    [InlineData("a: { 1m: 2, b: }", "@1:1 { @1:1 'a' = @1:4 { @1:6 '1m' = @1:10 '2' @1:13 'b' = @1:16 '' } } ")]
    [InlineData("[a: b]", "@1:1 [ @1:2 { @1:2 'a' = @1:5 'b' } ] ")]
    [InlineData("x: [a: b]", "@1:1 { @1:1 'x' = @1:4 [ @1:5 { @1:5 'a' = @1:8 'b' } ] } ")]
    [InlineData("a: |\n  b\n  c\n", "@1:1 { @1:1 'a' = @1:4 'b\nc\n'qb } ")]
    [InlineData("a: >-\n  b\n  c\nd: e", "@1:1 { @1:1 'a' = @1:4 'b c'qb @4:1 'd' = @4:4 'e' } ")]
    [InlineData("a: b\n  c\nd: 'e\n  f'\n", "@1:1 { @1:1 'a' = @1:4 'b c'b @3:1 'd' = @3:4 'e f'qb } ")]
    [InlineData("a: b # c\nd: e #f", "@1:1 { @1:1 'a' = @1:4 'b' @2:1 'd' = @2:4 'e' } ")]
    [InlineData("a: &x b\nc: *x\n", "@1:1 { @1:1 'a' = @1:7 'b' @2:1 'c' = @1:7 'b' } ")]
    [InlineData("č: ž # ř\n", "@1:1 { @1:1 'č' = @1:4 'ž' } ")]
    [InlineData("a: yes\nb: ~\n", "@1:1 { @1:1 'a' = @1:4 'yes' @2:1 'b' = @2:4 '~' } ")]
    public void ReadDocuments_RightText_PlacesEachNode(string text, string expected)
    {
        YamlReadResult result = YamlSpecReader.ReadDocuments("t", text);

        Assert.Empty(result.Errors);
        Assert.Equal(expected, Tree.Write(Assert.Single(result.Documents)));
    }

    [Fact]
    public void ReadDocuments_SeveralDocuments_CountLinesOfTheFile()
    {
        YamlReadResult result = YamlSpecReader.ReadDocuments("t", "# head\na: b\n--- # second\nc: d\n---\n\ne: f");

        Assert.Equal(["@2:1 { @2:1 'a' = @2:4 'b' } ", "@4:1 { @4:1 'c' = @4:4 'd' } ", "@7:1 { @7:1 'e' = @7:4 'f' } "], result.Documents.Select(Tree.Write));
    }

    [Fact]
    public void ReadDocuments_AnyTreeWrittenOut_IsReadBackWithEveryPlace() =>
        GenNode(3).Sample(static shape =>
        {
            var writer = new ShapeWriter();
            SpecNode expected = writer.Write(new Shape.Map([("root", shape)]), 0);

            YamlReadResult result = YamlSpecReader.ReadDocuments("t", writer.ToString());

            Assert.Empty(result.Errors);
            Assert.Equal(Tree.Write(expected), Tree.Write(Assert.Single(result.Documents)));
        }, iter: 2_000);

    private static Gen<Shape> GenNode(int depth)
    {
        Gen<Shape> scalar = Gen.Select(Gen.String[Gen.Char["abcž1.-_/<>=()"], 1, 12], Gen.Int[0, 2], static (text, style) => (Shape)new Shape.Text("x" + text, style));
        if (depth == 0) return scalar;
        Gen<Shape> list = GenNode(depth - 1).Array[1, 4].Select(static items => (Shape)new Shape.List([.. items]));
        Gen<Shape> map = GenNode(depth - 1).Array[1, 4].Select(static items => (Shape)new Shape.Map([.. items.Select(static (item, i) => ($"k{i}", item))]));
        return Gen.OneOf(scalar, list, map);
    }

    private abstract record Shape
    {
        /// <param name="Value">The text.</param>
        /// <param name="Style">0 plain, 1 in single quotes, 2 in double quotes.</param>
        public sealed record Text(string Value, int Style) : Shape;

        public sealed record List(Shape[] Items) : Shape;

        public sealed record Map((string Name, Shape Value)[] Entries) : Shape;
    }

    /// <summary>Writes a shape in block style and notes the place of each piece as it is written.</summary>
    private sealed class ShapeWriter
    {
        private readonly StringBuilder _text = new();
        private int _line = 1;
        private int _column = 1;

        public override string ToString() => _text.ToString();

        public SpecNode Write(Shape shape, int indent)
        {
            switch (shape)
            {
                case Shape.Text text:
                    SpecLocation here = Here();
                    string mark = text.Style switch { 1 => "'", 2 => "\"", _ => "" };
                    Append($"{mark}{text.Value}{mark}\n");
                    return new SpecScalar(here, text.Value, text.Style > 0);
                case Shape.List list:
                    return WriteList(list, indent);
                default:
                    return WriteMap((Shape.Map)shape, indent);
            }
        }

        private SpecSequence WriteList(Shape.List list, int indent)
        {
            var items = new List<SpecNode>();
            SpecLocation? start = null;
            foreach (Shape item in list.Items)
            {
                if (_column == 1) Append(new string(' ', indent));
                start ??= Here();
                Append("- ");
                items.Add(Write(item, indent + 2));
            }

            return new SpecSequence(start!.Value, [.. items]);
        }

        private SpecMapping WriteMap(Shape.Map map, int indent)
        {
            var entries = new List<SpecEntry>();
            SpecLocation? start = null;
            foreach ((string name, Shape value) in map.Entries)
            {
                if (_column == 1) Append(new string(' ', indent));
                start ??= Here();
                var key = new SpecScalar(Here(), name);
                Append(value is Shape.Text ? $"{name}: " : $"{name}:\n");
                entries.Add(new SpecEntry(key, Write(value, indent + 2)));
            }

            return new SpecMapping(start!.Value, [.. entries]);
        }

        private SpecLocation Here() => new("t", _line, _column);

        private void Append(string text)
        {
            _text.Append(CultureInfo.InvariantCulture, $"{text}");
            _line += text.Count(static c => c == '\n');
            int end = text.LastIndexOf('\n');
            _column = end < 0 ? _column + text.Length : text.Length - end;
        }
    }
}
