namespace Submission.Hosting.Running;

/// <summary>The exit codes, as <c>--help</c> tells them.</summary>
internal static class ExitCodes
{
    public const int Stopped = 0;
    public const int CouldNotStart = 1;
    public const int Misunderstood = 2;
}
