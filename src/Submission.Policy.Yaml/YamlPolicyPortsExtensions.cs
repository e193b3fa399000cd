using Submission.Policy.Yaml;

namespace Submission.Policy;

/// <summary>Takes a policy from YAML.</summary>
public static class YamlPolicyPortsExtensions
{
    /// <summary>Takes the policy from a folder with a <c>policy.yaml</c>, or from one file.</summary>
    /// <typeparam name="TPorts">The kind of options.</typeparam>
    /// <param name="ports">The options.</param>
    /// <param name="path">The folder or file; relative to the working directory.</param>
    /// <returns>The options.</returns>
    public static TPorts UseYaml<TPorts>(this TPorts ports, string path)
        where TPorts : PolicyPorts
    {
        ArgumentNullException.ThrowIfNull(ports);
        ports.Source = new YamlPolicyFolder(path);
        return ports;
    }

    /// <summary>Takes the policy of a hosting company's submission server that is embedded in this package: <see cref="PolicySpecs.Forpsi"/>.</summary>
    /// <typeparam name="TPorts">The kind of options.</typeparam>
    /// <param name="ports">The options.</param>
    /// <returns>The options.</returns>
    /// <remarks>Its rules need a mail domain resolver, a block list resolver and a country database.</remarks>
    public static TPorts UseForpsi<TPorts>(this TPorts ports)
        where TPorts : PolicyPorts
    {
        ArgumentNullException.ThrowIfNull(ports);
        ports.Source = PolicySpecs.Forpsi;
        return ports;
    }
}
