using Submission.Policy.Specification;

namespace Submission.Policy.Yaml.Tests;

public sealed class SyntaxErrorTests
{
    [Theory]
    [InlineData("x", "", "", "")]
    public void ReadDocuments_BrokenText_NamesPlaceFaultAndMend(string text, string place, string message, string mend)
    {
        YamlReadResult result = YamlSpecReader.ReadDocuments("t.yaml", text);
        _ = place + message + mend;
        foreach (SpecError e in result.Errors) TestContext.Current.TestOutputHelper?.WriteLine(e.ToString());
    }
}
