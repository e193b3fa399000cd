using Submission.Policy.Counters;
using Submission.Policy.Engine;
using Submission.Policy.Expressions;
using Submission.Policy.Rules.Country;
using Submission.Policy.Rules.Dnsbl;
using Submission.Policy.Rules.Resolve;
using Submission.Policy.Specification;

namespace Submission.Policy.Compilation;

/// <summary>Finds rules that ask what nobody can answer: at the start, rather than with the first message.</summary>
internal static class PortCheck
{
    public static void Run(CompiledPolicy policy, PolicyPorts ports, SpecLocation location, ICollection<SpecError> errors)
    {
        foreach (CompiledRule rule in policy.Rules)
        {
            if (rule.Rule is ResolveRule && ports.MailDomains is null) Add(rule, "a mail domain resolver", "Set MailDomains, for example by AddDnsClient().");
            if (rule.Rule is DnsblRule && ports.Blocklists is null) Add(rule, "a block list resolver", "Set Blocklists, for example by AddDnsClient().");
            if (rule.Rule is CountryRule && ports.Countries is null) Add(rule, "a country database", "Set Countries, for example by AddMaxMind(\"country.mmdb\").");
            if (rule.OnError.IsShare && ports is SubmissionPolicyOptions { Nodes: null, Counters: not (null or InMemoryCounterStore or DurableCounterStore) })
                Add(rule, "the number of nodes, because of 'on-error: share'", "Set Nodes to how many share the counters; in a host Counters:Nodes.");
            // A rule that is not asked at message needs to know nothing of it.
            if (!rule.Stages.HasFlag(PolicyStages.Message)) continue;
            if (rule.Needs.HasFlag(MessageNeeds.Structure) && ports.Messages is null) Add(rule, "a message reader", "Set Messages, for example by AddMessageReader().");
            if (rule.Needs.HasFlag(MessageNeeds.Virus) && ports.VirusScanner is null)
                Add(rule, "a virus scanner", "Set VirusScanner, for example by AddClamd(\"127.0.0.1:3310\"), or leave the rule out by WithoutRules.");
            if (rule.Needs.HasFlag(MessageNeeds.Spam) && ports.SpamScanner is null)
                Add(rule, "a spam scanner", "Set SpamScanner, for example by AddRspamd(\"http://127.0.0.1:11333\"), or leave the rule out by WithoutRules.");
        }

        void Add(CompiledRule rule, string what, string mend) => errors.Add(new SpecError(location, $"The rule '{rule.Id}' needs {what}.", mend) { Rule = rule.Id.Value });
    }
}
