using System.Text;
using Submission.Policy.Specification;

namespace Submission.Policy.Yaml.Tests.Fuzz;

/// <summary>A YAML file: there is always a result; each error has a place in the text; and a byte order mark, or being given as text, changes nothing.</summary>
internal static class YamlTarget
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void Run(byte[] input)
    {
        YamlReadResult result = YamlSpecReader.ReadDocuments("t", input);
        int lines = 1 + input.Count(static octet => octet is (byte)'\n' or (byte)'\r');
        foreach (SpecError error in result.Errors)
        {
            Assert.InRange(error.Location.Line, 1, lines + 1);
            Assert.True(error.Location.Column >= 1 && error.Location.Column <= input.Length + 1, error.ToString());
            Assert.True(error.Message.Length is > 0 and < 1000, "a message of " + error.Message.Length);
            Assert.DoesNotContain(error.ToString(), static c => char.IsControl(c) && c != '\n');
        }

        if (!TryDecode(input, out string text) || text.StartsWith('\uFEFF')) return;
        string expected = Text(result);
        Assert.Equal(expected, Text(YamlSpecReader.ReadDocuments("t", text)));
        byte[] marked = [0xEF, 0xBB, 0xBF, .. input];
        Assert.Equal(expected, Text(YamlSpecReader.ReadDocuments("t", marked)));
    }

    private static string Text(YamlReadResult result) =>
        string.Join('\n', result.Errors.Select(static error => error.ToString())) + "\n" + string.Join("\n---\n", result.Documents.Select(static document => Tree.Write(document)));

    private static bool TryDecode(byte[] input, out string text)
    {
        try
        {
            text = Strict.GetString(input);
            return true;
        }
        catch (ArgumentException)
        {
            text = "";
            return false;
        }
    }
}
