namespace Submission.Admin;

/// <summary>The words of signatures on the admin socket.</summary>
internal static class AdminDkimWords
{
    public const string Activate = "activate";
    public const string Rotate = "rotate";
    public const string Deactivate = "deactivate";

    public const string Signing = "signing";
    public const string Waiting = "waiting";
    public const string Retired = "retired";
    public const string Off = "off";

    public const string Ours = "ours";
    public const string Elsewhere = "elsewhere";
    public const string Unknown = "unknown";
}
