using System.Text;
using Spectre.Console;

namespace Submission.Cli.Output;

/// <summary>Where the tool reads and writes. Results go to <see cref="Out"/>, what is wrong with the call to <see cref="Error"/>. Not thread-safe.</summary>
internal sealed class Terminal : IDisposable
{
    // Wide enough for every line: what is redirected is read by programs, which want no line cut.
    private const int UnlimitedWidth = 1_000_000;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public Terminal(TextReader input, TextWriter output, TextWriter error, bool isInputRedirected = true, bool isOutputRedirected = true, bool isErrorRedirected = true)
    {
        In = input;
        OutWriter = output;
        ErrorWriter = error;
        IsInputRedirected = isInputRedirected;
        IsOutputRedirected = isOutputRedirected;
        Out = CreateConsole(output, isOutputRedirected);
        Error = CreateConsole(error, isErrorRedirected);
    }

    public TextReader In { get; }

    public bool IsInputRedirected { get; }

    public bool IsOutputRedirected { get; }

    /// <summary>Styled text for people; plain where it is redirected.</summary>
    public IAnsiConsole Out { get; }

    public IAnsiConsole Error { get; }

    /// <summary>The bytes as they are, for programs.</summary>
    public TextWriter OutWriter { get; }

    public TextWriter ErrorWriter { get; }

    public int Width => Out.Profile.Width;

    public static Terminal OfProcess()
    {
        var input = new StreamReader(Console.OpenStandardInput(), Utf8);
        TextWriter output = Console.IsOutputRedirected ? new StreamWriter(Console.OpenStandardOutput(), Utf8) : Console.Out;
        TextWriter error = Console.IsErrorRedirected ? new StreamWriter(Console.OpenStandardError(), Utf8) { AutoFlush = true } : Console.Error;
        return new Terminal(
            Console.IsInputRedirected ? input : Console.In, output, error, Console.IsInputRedirected, Console.IsOutputRedirected, Console.IsErrorRedirected);
    }

    /// <summary>Says on the standard error what is wrong with the call.</summary>
    public void Fail(string message)
    {
        Error.Write(new Text("error: ", Styles.Bad));
        Error.WriteLine(Printable.Of(message));
    }

    public void Flush()
    {
        OutWriter.Flush();
        ErrorWriter.Flush();
    }

    public void Dispose() => Flush();

    private static IAnsiConsole CreateConsole(TextWriter writer, bool isRedirected)
    {
        bool hasNoColor = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        var settings = new AnsiConsoleSettings
        {
            Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = isRedirected || hasNoColor ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = isRedirected ? InteractionSupport.No : InteractionSupport.Detect,
            Out = new AnsiConsoleOutput(isRedirected ? new TrimmedLineWriter(writer) : writer),
            // The enrichers turn colour on for the logs of build servers, which are no terminals.
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        };
        IAnsiConsole console = AnsiConsole.Create(settings);
        if (isRedirected) console.Profile.Width = UnlimitedWidth;
        return console;
    }
}
