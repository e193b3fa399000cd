using Submission.Policy.Specification;

namespace Submission.Policy.Testing.Cases;

/// <summary>Finds the messages that cases name: beside the case, or in the folder <c>_messages</c> of all cases.</summary>
internal sealed class MessageFiles(string caseFolder, string sharedFolder)
{
    public const string SharedFolderName = "_messages";

    /// <summary>The octets of a message; empty where there is none, which is then told.</summary>
    public byte[] Read(SpecScalar name, CaseBinder binder)
    {
        if (name.Value.Length == 0 || Path.GetFileName(name.Value) != name.Value)
        {
            binder.Error(name.Location, "A message is named by its file, without a folder.");
            return [];
        }

        foreach (string folder in (string[])[caseFolder, sharedFolder])
        {
            string file = Path.Combine(folder, name.Value);
            if (File.Exists(file)) return File.ReadAllBytes(file);
        }

        binder.Error(name.Location, $"There is no message '{name.Value}'.", $"Put it beside the case or into {SharedFolderName}.");
        return [];
    }
}
