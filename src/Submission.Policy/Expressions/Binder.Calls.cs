using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Submission.Policy.Expressions;

/// <content>Functions and methods.</content>
internal sealed partial class Binder
{
    private Node? BindCall(CallSyntax call) => call.Target is null ? BindFunction(call) : BindMethod(call);

    private Node? BindFunction(CallSyntax call) => call.Name switch
    {
        "size" => CheckCount(call, 1) && Bind(call.Arguments[0]) is { } value ? BindSize(call, value) : null,
        "in_network" => BindInNetwork(call),
        "domain" => CheckCount(call, 1) && Bind(call.Arguments[0], ExpressionType.String, "The argument of 'domain'") is Node<string> address
            ? new UnaryNode<string, string>(ExpressionType.String, address, static (ref _, text) => TextFunctions.Domain(text)) : null,
        "subdomain_of" => BindSubdomainOf(call),
        "glob" => BindGlob(call),
        "duration" => BindDuration(call),
        "timestamp" => BindTimestamp(call),
        "int" or "double" or "string" => CheckCount(call, 1) && Bind(call.Arguments[0]) is { } value ? BindConversion(call, value) : null,
        _ => Fail(call.NameStart, Functions.IsMethod(call.Name) ? $"'{call.Name}' is a method." : $"Unknown function '{call.Name}'.", Functions.MendFor(call.Name, isMethod: false)),
    };

    private Node? BindMethod(CallSyntax call)
    {
        if (call.Name is "exists" or "all") return BindQuantifier(call);
        if (!Functions.IsMethod(call.Name)) return Fail(call.NameStart, $"Unknown method '{call.Name}'.", Functions.MendFor(call.Name, isMethod: true));
        if (Bind(call.Target!) is not { } target) return null;
        switch (call.Name)
        {
            case "size":
                return CheckCount(call, 0) ? BindSize(call, target) : null;
            case "contains" or "startsWith" or "endsWith" or "matches":
                if (target is Node<string> text) return BindTextMethod(call, text);
                string? mend = target.Type.IsList() && call.Name is "contains" ? "Write value in list." : null;
                return Fail(call.NameStart, $"'{call.Name}' is a method of strings, not of {A(target.Type)}.", mend);
            default:
                return target is Node<DateTimeOffset> moment ? BindTimeMethod(call, moment) : Fail(call.NameStart, $"'{call.Name}' is a method of timestamps, not of {A(target.Type)}.");
        }
    }

    private Node? BindSize(CallSyntax call, Node value) => value switch
    {
        Node<string> text => new UnaryNode<string, long>(ExpressionType.Int, text, static (ref _, content) => TextFunctions.Size(content)),
        _ when value.Type.IsList() => Elements.For(value.Type.Element()).Size(value),
        _ when value.Type.IsMap() => Elements.For(ExpressionType.String).Size(Elements.For(value.Type.Element()).Keys(value)),
        _ => Fail(call.NameStart, $"{Capital(A(value.Type))} has no size."),
    };

    private Node? BindTextMethod(CallSyntax call, Node<string> text)
    {
        if (!CheckCount(call, 1) || Bind(call.Arguments[0], ExpressionType.String, $"The argument of '{call.Name}'") is not Node<string> part) return null;
        if (call.Name is "matches") return BindMatches(call, text, part);
        BinaryOperation<string, string, bool> apply = call.Name switch
        {
            "contains" => static (ref _, value, sought) => value.Contains(sought, StringComparison.Ordinal),
            "startsWith" => static (ref _, value, sought) => value.StartsWith(sought, StringComparison.Ordinal),
            _ => static (ref _, value, sought) => value.EndsWith(sought, StringComparison.Ordinal),
        };
        return new BinaryNode<string, string, bool>(ExpressionType.Bool, text, part, apply);
    }

    private Node? BindMatches(CallSyntax call, Node<string> text, Node<string> pattern)
    {
        int start = call.Arguments[0].Start;
        if (pattern is not Constant<string> literal) return Fail(start, "The pattern must be written out, so that it can be checked when the policy is loaded.", "Write text.matches('pattern').");
        Regex? compiled = LinearPattern.Compile(literal.Value, out string? problem);
        if (compiled is null) return Fail(start, $"The pattern {problem}.");
        return new UnaryNode<string, bool>(ExpressionType.Bool, text, (ref evaluation, value) =>
            value.Length <= LinearPattern.MaximumTextLength ? compiled.IsMatch(value) : evaluation.Fail("the text is too long for a pattern", false));
    }

    private Node? BindInNetwork(CallSyntax call)
    {
        if (!CheckCount(call, 2)) return null;
        Node? address = Bind(call.Arguments[0], ExpressionType.Ip, "The first argument of 'in_network'");
        Node? networks = Bind(call.Arguments[1]);
        if (networks is null) return null;
        if (networks is Constant<string> single) networks = new Constant<ImmutableArray<string>>(ExpressionType.StringList, [single.Value]);
        if (networks is not Constant<ImmutableArray<string>> texts) return Fail(call.Arguments[1].Start, "The second argument of 'in_network' is a list that is known before.", "Write lists.name or ['192.0.2.0/24'].");
        NetworkSet? set = ParseNetworks(texts, call.Arguments[1], addressesOnly: false);
        return set is null || address is null ? null : new UnaryNode<IPAddress, bool>(ExpressionType.Bool, (Node<IPAddress>)address, (ref _, value) => set.Contains(value));
    }

    private NetworkSet? ParseNetworks(Constant<ImmutableArray<string>> texts, Syntax written, bool addressesOnly)
    {
        NetworkSet set = NetworkSet.Parse(texts.Value, out ImmutableArray<NetworkProblem> problems);
        if (addressesOnly)
        {
            IEnumerable<NetworkProblem> networks = texts.Value.Select(static (item, index) => new NetworkProblem(index, item, "is a network, which no address equals", "Write in_network(client.ip, …)."));
            problems = [.. problems, .. networks.Where(static item => item.Item.Contains('/', StringComparison.Ordinal))];
        }

        foreach (NetworkProblem problem in problems.Take(ShownProblems))
        {
            int start = written is ListSyntax list ? list.Items[problem.Index].Start : written.Start;
            string place = texts is PolicyListNode policyList ? $" (lists.{policyList.List.Name})" : "";
            errors.Add(start, $"'{Shorten(problem.Item)}' {problem.Message}{place}.", problem.Mend);
        }

        return problems.IsEmpty ? set : null;
    }

    private Node? BindSubdomainOf(CallSyntax call)
    {
        if (!CheckCount(call, 2)) return null;
        var domain = Bind(call.Arguments[0], ExpressionType.String, "The first argument of 'subdomain_of'") as Node<string>;
        Node? parents = Bind(call.Arguments[1]);
        if (domain is null || parents is null) return null;
        int start = call.Arguments[1].Start;
        switch (parents)
        {
            case Constant<string> constant when !CheckForms(FactForm.Domain, "a domain", [constant.Value], start):
            case Constant<ImmutableArray<string>> list when !CheckForms(FactForm.Domain, "a domain", list.Value, start):
                return null;
            case Node<string> parent:
                return new BinaryNode<string, string, bool>(ExpressionType.Bool, domain, parent, static (ref _, d, p) => TextFunctions.IsSubdomain(d, p));
            case Constant<ImmutableArray<string>> list:
                FrozenSet<string> set = list.Value.ToFrozenSet(StringComparer.Ordinal);
                return new UnaryNode<string, bool>(ExpressionType.Bool, domain, (ref _, d) => TextFunctions.IsSubdomainOfAny(d, set));
            case Node<ImmutableArray<string>> list:
                return new BinaryNode<string, ImmutableArray<string>, bool>(ExpressionType.Bool, domain, list, static (ref _, d, p) => TextFunctions.IsSubdomainOfAny(d, p));
            default:
                return Fail(start, $"The second argument of 'subdomain_of' is a string or a list of strings, not {A(parents.Type)}.");
        }
    }

    private Node? BindGlob(CallSyntax call)
    {
        if (!CheckCount(call, 2)) return null;
        Node? text = Bind(call.Arguments[0], ExpressionType.String, "The first argument of 'glob'");
        Node? pattern = Bind(call.Arguments[1], ExpressionType.String, "The second argument of 'glob'");
        if (text is null || pattern is null) return null;
        int start = call.Arguments[1].Start;
        if (pattern is not Constant<string> { Value: var literal }) return Fail(start, "The pattern must be written out, so that its size is known.", $"Write {Functions.UsageOf("glob")}.");
        if (literal.Length > LinearPattern.MaximumLength) return Fail(start, "The pattern is longer than 512 characters.");
        return new UnaryNode<string, bool>(ExpressionType.Bool, (Node<string>)text, (ref _, value) => TextFunctions.Glob(value, literal));
    }

    private bool CheckCount(CallSyntax call, int count)
    {
        if (call.Arguments.Length == count) return true;
        string number = count switch { 0 => "no argument", 1 => "1 argument", _ => count.ToString(CultureInfo.InvariantCulture) + " arguments" };
        errors.Add(call.NameStart, $"'{call.Name}' takes {number}, not {call.Arguments.Length.ToString(CultureInfo.InvariantCulture)}.", $"Write {Functions.UsageOf(call.Name)}.");
        return false;
    }
}
