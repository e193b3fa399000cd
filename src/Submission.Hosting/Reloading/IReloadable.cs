namespace Submission.Hosting.Reloading;

/// <summary>Something that was read from files and can be read anew while it is in use.</summary>
internal interface IReloadable
{
    /// <summary>Whether the files differ from those that were last read, or tried to be read.</summary>
    bool HasChanged();

    /// <summary>Reads anew. What cannot be used leaves the old in force, and the log says why.</summary>
    void Reload();
}
