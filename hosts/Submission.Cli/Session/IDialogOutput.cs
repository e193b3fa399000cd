namespace Submission.Cli.Session;

/// <summary>Where a dialog is shown: as a transcript for people, or as JSON for programs.</summary>
internal interface IDialogOutput
{
    /// <summary>Asks for the next line.</summary>
    void Prompt(bool isData);

    /// <summary>Shows a line that was said.</summary>
    void Said(string line);

    /// <summary>Shows what came of it.</summary>
    void Answered(string line, DateTimeOffset at, DialogAnswer answer, bool isQuiet);
}
