using System.Collections;
using System.Reflection;
using Submission.Policy.Lookups;

namespace Submission.Hosting.Configuration;

/// <summary>Finds what no single key shows: keys that contradict each other, files that are missing, keys that another host serves.</summary>
internal sealed class SubmissionOptionsValidator(List<ConfigurationError> errors, SubmissionHosts host, ProvidedParts provided)
{
    public void Validate(SubmissionOptions options)
    {
        RefuseOtherHosts(options, SubmissionOptions.Section);
        if (!DomainName.TryParse(options.Hostname, out _)) Add("Hostname", "It must be a domain name.");
        if (options.Policy is not null && !Path.Exists(options.Policy)) Add("Policy", $"There is no folder and no file '{options.Policy}'.");
        RequireFile("Accounts:Path", options.Accounts.Path, IsSmtpServer && !provided.HasFlag(ProvidedParts.Accounts));
        RequireFile("GeoIp:Database", options.GeoIp.Database, isRequired: false);
        CheckCertificate(options);
        CheckListeners(options);
        CheckEndpoints("PostfixPolicy", options.PostfixPolicy.Endpoints);
        CheckPostfixPolicy(options.PostfixPolicy);
        CheckEndpoints("Milter", options.Milter.Endpoints);
        CheckEndpoints("Grpc", options.Grpc.Endpoints);
        CheckMessageChecks(options);
        CheckLog(options.PostfixLog);
        CheckCounters(options.Counters);
        if (host == SubmissionHosts.Gateway) new GatewayOptionsValidator(Add, RequireFile).Validate(options);
    }

    // The hosts that speak SMTP themselves; all others stand behind a server that has judged passwords and speaks TLS.
    private bool IsSmtpServer => (host & (SubmissionHosts.SmtpServer | SubmissionHosts.Gateway)) != SubmissionHosts.None;

    private void CheckMessageChecks(SubmissionOptions options)
    {
        for (int i = 0; i < options.TrustedRelays.Count; i++)
        {
            if (!DomainName.TryParse(options.TrustedRelays[i], out _)) Add($"TrustedRelays:{i}", "It must be the name of a host, as it stands behind 'by' in Received:.");
        }

        for (int i = 0; i < options.WithoutRules.Count; i++)
        {
            if (!RuleId.IsValid(options.WithoutRules[i])) Add($"WithoutRules:{i}", "It must be the id of a rule: lower-case letters, digits and single hyphens.");
        }

        CheckScanner("Clamd", options.Scanners.Clamd, ScannerEndpoint.TryParse(options.Scanners.Clamd, out _), ScannerEndpoint.Forms);
        CheckScanner("Rspamd", options.Scanners.Rspamd, ScannerEndpoint.TryParseHttp(options.Scanners.Rspamd, out _), "http://127.0.0.1:11333");
        CheckScanner("Spamd", options.Scanners.Spamd, ScannerEndpoint.TryParse(options.Scanners.Spamd, out _), ScannerEndpoint.Forms);
        if (options.Scanners.RspamdPassword is { } password && (password.Length > 256 || password.AsSpan().ContainsAnyExceptInRange('!', '~')))
            Add("Scanners:RspamdPassword", "It must be 1 to 256 printable ASCII characters without spaces.");
        if (options.Scanners is { Rspamd: not null, Spamd: not null }) Add("Scanners:Spamd", "Scanners:Rspamd is set too, and one of them judges: leave one out.");
        if (options.PostfixQueue.Command.Trim().Length == 0) Add("PostfixQueue:Command", "It must be a program and its arguments.");
    }

    private void CheckCounters(CounterOptions counters)
    {
        bool isServer = counters.Provider == CounterProvider.Redis;
        if (isServer && string.IsNullOrWhiteSpace(counters.Connection)) Add("Counters:Connection", "It must be set for redis: an address and port such as 127.0.0.1:6379.");
        if (counters.Nodes is < 1 or > 1000) Add("Counters:Nodes", "It must be 1 to 1000.");
        if (!isServer && counters.Connection is not null) Add("Counters:Connection", "It is for redis only: set Counters:Provider to redis, or leave it out.");
    }

    private void CheckLog(PostfixLogOptions log)
    {
        if (log.File?.Trim().Length == 0) Add("PostfixLog:File", "It must be the path of a file.");
        if (log.Command?.Trim().Length == 0) Add("PostfixLog:Command", "It must be a program and its arguments.");
        if (log is { File: not null, Command: not null }) Add("PostfixLog:Command", "PostfixLog:File is set too, and each failed authentication would count twice: leave one out.");
    }

    private void CheckScanner(string name, string? value, bool isRight, string forms)
    {
        if (value is not null && !isRight) Add($"Scanners:{name}", $"It must be like {forms}.");
    }

    private void CheckCertificate(SubmissionOptions options)
    {
        bool needsTls = IsSmtpServer && !provided.HasFlag(ProvidedParts.Certificate)
            && (!options.AllowCleartextAuth || options.Listeners.Any(static listener => listener.Tls == ListenerTls.Implicit));
        RequireFile("Certificate:Path", options.Certificate.Path, needsTls);
        RequireFile("Certificate:KeyPath", options.Certificate.KeyPath, isRequired: false);
        if (options.Certificate is { Path: null, KeyPath: not null }) Add("Certificate:KeyPath", "A key without a certificate is of no use: set Certificate:Path too.");
    }

    private void CheckListeners(SubmissionOptions options)
    {
        for (int i = 0; i < options.Listeners.Count; i++)
        {
            ListenerOptions listener = options.Listeners[i];
            if (listener.Socket is not null) CheckSocket(i, listener, options);
            else if (listener.Endpoint is null && !errors.Exists(error => error.Key == $"{SubmissionOptions.Section}:Listeners:{i}:Endpoint"))
                Add($"Listeners:{i}:Endpoint", $"It must be set: {OptionValue.Describe(typeof(System.Net.IPEndPoint))}.");
            if (listener.Endpoint is not { Port: > 0 } endpoint) continue;
            if (options.Listeners.Take(i).Any(other => endpoint.Equals(other.Endpoint))) Add($"Listeners:{i}:Endpoint", $"Another listener has {endpoint} already.");
        }
    }

    private void CheckSocket(int index, ListenerOptions listener, SubmissionOptions options)
    {
        if (listener.Endpoint is not null) Add($"Listeners:{index}:Socket", "Endpoint is set too: leave one out.");
        else if (options.Listeners.Take(index).Any(other => other.Socket == listener.Socket)) Add($"Listeners:{index}:Socket", "Another listener has it already.");
    }

    private void CheckEndpoints(string section, IList<ListenEndpoint> endpoints)
    {
        for (int i = 0; i < endpoints.Count; i++)
        {
            if (endpoints[i].Ip?.Port != 0 && endpoints.Take(i).Contains(endpoints[i])) Add($"{section}:Endpoints:{i}", $"It listens on {endpoints[i]} already.");
        }
    }

    private void CheckPostfixPolicy(PostfixPolicyOptions options)
    {
        for (int i = 0; i < options.States.Count; i++)
        {
            if (!PostfixPolicyOptions.KnownStates.Contains(options.States[i], StringComparer.Ordinal))
                Add($"PostfixPolicy:States:{i}", $"There is no such state. Known: {string.Join(", ", PostfixPolicyOptions.KnownStates)}.");
            else if (options.States.Take(i).Contains(options.States[i], StringComparer.Ordinal)) Add($"PostfixPolicy:States:{i}", "It stands there already.");
        }

        // RFC 5322, section 2.2.
        if (options.IdField.Length > 60 || options.IdField.AsSpan().ContainsAnyExceptInRange('!', '~') || options.IdField.Contains(':', StringComparison.Ordinal))
            Add("PostfixPolicy:IdField", "It must be the name of a header field such as X-Submission-Id, or none.");
    }

    private void RequireFile(string key, string? path, bool isRequired)
    {
        if (path is null)
        {
            if (isRequired) Add(key, "It must be set: the path of a file.");
        }
        else if (!File.Exists(path))
        {
            Add(key, $"There is no file '{path}'.");
        }
    }

    private void RefuseOtherHosts(object options, string path)
    {
        object defaults = Activator.CreateInstance(options.GetType())!;
        foreach (PropertyInfo property in options.GetType().GetProperties())
        {
            object? value = property.GetValue(options);
            string key = $"{path}:{property.Name}";
            if (property.GetCustomAttribute<ServedByAttribute>() is { } servedBy && !servedBy.Hosts.HasFlag(host))
            {
                foreach (string set in KeysThatAreSet(property.PropertyType, value, property.GetValue(defaults), key)) Refuse(set, servedBy);
            }
            else if (value is Enum choice && choice.GetType().GetField(choice.ToString())?.GetCustomAttribute<ServedByAttribute>() is { } choiceServedBy && !choiceServedBy.Hosts.HasFlag(host))
            {
                Refuse(key, choiceServedBy, $"'{OptionValue.Format(choice)}'");
            }
            else if (value is not null && !OptionValue.IsSingle(property.PropertyType) && value is not IList)
            {
                RefuseOtherHosts(value, key);
            }
        }
    }

    // By the type of the property, which a value may be more special than.
    private static IEnumerable<string> KeysThatAreSet(Type type, object? value, object? byDefault, string key)
    {
        if (value is IList list) return list.Count > 0 ? [key] : [];
        if (value is null || OptionValue.IsSingle(type)) return Equals(value, byDefault) ? [] : [key];
        return type.GetProperties()
            .SelectMany(property => KeysThatAreSet(property.PropertyType, property.GetValue(value), property.GetValue(byDefault), $"{key}:{property.Name}"));
    }

    private void Refuse(string key, ServedByAttribute servedBy, string what = "it") =>
        errors.Add(new ConfigurationError(key, $"This host cannot serve {what}: that takes {servedBy.Text}. Leave it out."));

    private void Add(string key, string message) => errors.Add(new ConfigurationError($"{SubmissionOptions.Section}:{key}", message));
}
