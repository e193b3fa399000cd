using System.Reflection;
using System.Runtime.Loader;
using SharpFuzz;

namespace Submission.Tests.Fuzzing;

/// <summary>
/// The assembly of the tests once more, over copies of the assemblies under test that note each jump (SharpFuzz, which AFL's users know). Everything else is shared with the rest of the process.
/// </summary>
internal sealed class InstrumentedContext : AssemblyLoadContext, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fuzz-");
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);

    /// <summary>Instruments.</summary>
    /// <param name="assemblies">The names of the assemblies under test.</param>
    public InstrumentedContext(params IEnumerable<string> assemblies)
    {
        foreach (string name in assemblies)
        {
            string copy = Path.Combine(_folder.FullName, name + ".dll");
            File.Copy(Path.Combine(AppContext.BaseDirectory, name + ".dll"), copy);
            if (!Fuzzer.Instrument(copy, static _ => true, Options.Value).Any()) throw new InvalidOperationException($"{name} has nothing to instrument.");
            _files.Add(name, copy);
        }

        Assembly tests = typeof(InstrumentedContext).Assembly;
        _files.Add(tests.GetName().Name!, tests.Location);
    }

    /// <summary>The target over the instrumented code.</summary>
    public Action<byte[]> Load(FuzzTarget target) =>
        LoadFromAssemblyName(target.Type.Assembly.GetName()).GetType(target.Type.FullName!, throwOnError: true)!.GetMethod(FuzzTarget.Method)!.CreateDelegate<Action<byte[]>>();

    public void Dispose() => _folder.Delete(recursive: true);

    protected override Assembly? Load(AssemblyName assemblyName) =>
        _files.TryGetValue(assemblyName.Name!, out string? file) ? LoadFromAssemblyPath(file) : null;
}
