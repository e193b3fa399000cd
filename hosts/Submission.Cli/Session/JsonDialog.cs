using Submission.Cli.Output;

namespace Submission.Cli.Session;

/// <summary>One JSON object for each line that has an answer; the lines of a message have none.</summary>
internal sealed class JsonDialog(Terminal terminal) : IDialogOutput
{
    public void Prompt(bool isData) => terminal.OutWriter.Flush();

    public void Said(string line)
    {
        // What was said stands in the object of its answer.
    }

    public void Answered(string line, DateTimeOffset at, DialogAnswer answer, bool isQuiet)
    {
        if (answer != DialogAnswer.None) JsonOutput.WriteLine(terminal, DialogDocument.Of(line, at, answer, isQuiet));
    }
}
