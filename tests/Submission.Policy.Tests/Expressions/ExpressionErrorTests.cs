using Submission.Policy.Expressions;
using Submission.Policy.Specification;

namespace Submission.Policy.Tests.Expressions;

public sealed class ExpressionErrorTests
{
    [Theory]
    // slips of the pen
    [InlineData("sender = 'a@b.cz'", "7: Unknown operator '='. Write ==.")]
    [InlineData("client.tls & client.webmail", "11: Unknown operator '&'. Write &&.")]
    [InlineData("client.tls | client.webmail", "11: Unknown operator '|'. Write ||.")]
    [InlineData("session.messages <> 1", "17: Unknown operator '<>'. Write !=.")]
    [InlineData("client.tls AND client.webmail", "11: Unknown word 'AND'. Write and.")]
    [InlineData("Not client.tls", "0: Unknown word 'Not'. Write not.")]
    [InlineData("client.tls == True", "14: Unknown word 'True'. Write true.")]
    [InlineData("sender.domain not in account.aliases", "14: 'not' is not expected here. Write not (x in list).")]
    [InlineData("client.tls == not client.tls", "14: 'not' stands inside an operand. Write (not …) in parentheses.")]
    [InlineData("sender.domain == ‘x.cz’", "17: '‘' has no meaning here. Write straight quotes: 'text'.")]
    [InlineData("message.declared_size > 1MB", "24: This is no number. A number has no unit: write 1048576 for 1 MiB, duration('1h') for an hour.")]
    [InlineData("1u > 0", "0: This is no number. There are no unsigned numbers: leave the u out.")]
    // syntax
    [InlineData("", "0: The expression is empty.")]
    [InlineData("client.tls and", "14: A value is expected, not the end.")]
    [InlineData("(client.tls", "11: ')' is expected, not the end.")]
    [InlineData("client.tls)", "10: ')' is not expected here.")]
    [InlineData("client.", "7: A name is expected behind the dot, not the end.")]
    [InlineData("'abc", "0: The string has no end. Close it with '.")]
    [InlineData("'a\\q'", "2: Unknown escape in a string. Write \\\\ for a backslash, or a raw string: r'…'.")]
    [InlineData("1 ? 2", "5: ':' is expected, not the end.")]
    [InlineData("9223372036854775808", "0: The number is too large for an int.")]
    [InlineData("1e999 > 1.0", "0: The number is too large for a double.")]
    [InlineData("client.tls # x", "11: '#' has no meaning here.")]
    // names
    [InlineData("sender.domian == 'x.cz'", "0: Unknown fact 'sender.domian'. Did you mean sender.domain?")]
    [InlineData("true and sendr.domain == 'x.cz'", "9: Unknown fact 'sendr.domain'. Did you mean sender.domain?")]
    [InlineData("Sender.domain == ''", "0: Unknown fact 'Sender.domain'. Did you mean sender.domain?")]
    [InlineData("blah", "0: Unknown fact 'blah'. Write 'blah' in quotes for a text.")]
    [InlineData("client", "0: 'client' is no fact by itself. Write one of client.ip, client.country, client.webmail, client.tls.")]
    [InlineData("lists == ''", "0: 'lists' is no list. Write lists.name.")]
    [InlineData("sender.domain in lists.big_mail_domain", "17: Unknown list 'lists.big_mail_domain'. Did you mean lists.big_mail_domains?")]
    [InlineData("sender.domain in lists.zzz", "17: Unknown list 'lists.zzz'. Name it under lists: in policy.yaml.")]
    [InlineData("spam.score > 5", "0: 'spam.score' is not known at stage rcpt. It is known at message.")]
    [InlineData("'exe' in message.attachments", "9: 'message.attachments' is not known at stage rcpt. It is known at message.")]
    [InlineData("spam == 'spam'", "0: 'spam' is no fact by itself. Write one of spam.score, spam.verdict.")]
    [InlineData("sender.domain.tld == 'cz'", "14: A string has no field 'tld'.")]
    [InlineData("sender.domain.size > 3", "14: A string has no field 'size'. Write .size().")]
    [InlineData("sender.domain.endswith('.cz')", "14: Unknown method 'endswith'. Did you mean endsWith?")]
    [InlineData("in_networks(client.ip, lists.nothing)", "0: Unknown function 'in_networks'. Did you mean in_network?")]
    [InlineData("contains(sender, 'x')", "0: 'contains' is a method. Write value.contains('part').")]
    [InlineData("sender.glob('x')", "7: Unknown method 'glob'. Write glob(text, 'mx*.example.org').")]
    // types
    [InlineData("sender.domain and client.tls", "0: What 'and' joins is a bool, not a string.")]
    [InlineData("not sender.domain", "4: What 'not' turns round is a bool, not a string.")]
    [InlineData("-sender", "1: '-' cannot take a string.")]
    [InlineData("session.messages > '5'", "17: '>' cannot take an int and a string.")]
    [InlineData("sender == 5", "7: '==' cannot take a string and an int. Write a number in quotes for a text.")]
    [InlineData("1 + 1.5 > 2.0", "2: '+' cannot take an int and a double. Write double(…) around the int.")]
    [InlineData("sender == null", "7: '==' cannot take a string and null. No fact is ever null: compare with '' or 0.")]
    [InlineData("'x' in sender.domain", "4: 'in' cannot look into a string. Write text.contains('part').")]
    [InlineData("1 in account.aliases", "2: 'in' cannot take an int and a list of strings.")]
    [InlineData("account.aliases.contains('x.cz')", "16: 'contains' is a method of strings, not of a list of strings. Write value in list.")]
    [InlineData("client.tls ? 1 : 'a'", "17: Both results of '?:' must have one type; this is a string, the other an int.")]
    [InlineData("sender ? 1 : 2", "0: The condition before '?' is a bool, not a string.")]
    [InlineData("1 in [1, 'a']", "9: The values of a list must have one type; this is a string, the first an int.")]
    [InlineData("[[1]] == [[1]]", "1: A list cannot hold a list of ints.|10: A list cannot hold a list of ints.")]
    [InlineData("{'a': 1, 'a': 2}.a", "9: The key 'a' stands twice in the map.")]
    [InlineData("{1: 2}['a']", "1: The key of a map is a string, not an int.")]
    [InlineData("account.aliases['a']", "16: The index is an int, not a string.")]
    [InlineData("sender[0]", "0: '[]' cannot look into a string.")]
    [InlineData("size(5)", "0: An int has no size.")]
    [InlineData("int(true)", "0: A bool cannot be made an int.")]
    [InlineData("glob(sender)", "0: 'glob' takes 2 arguments, not 1. Write glob(text, 'mx*.example.org').")]
    [InlineData("glob(sender, recipient)", "13: The pattern must be written out, so that its size is known. Write glob(text, 'mx*.example.org').")]
    [InlineData("sender.matches(recipient)", "15: The pattern must be written out, so that it can be checked when the policy is loaded. Write text.matches('pattern').")]
    [InlineData("sender.matches('(')", "15: The pattern is no regular expression.")]
    [InlineData("sender.matches('(a)\\\\1')", "15: The pattern asks for a look-around or a back-reference, or is too large: it could not be matched in linear time.")]
    [InlineData("sender.matches('(a{1,100}){100}')", "15: The pattern is too large once its repetitions are written out.")]
    [InlineData("account.aliases.exists(sender, true)", "23: 'sender' has a meaning already. Choose another name for the item.")]
    [InlineData("account.aliases.exists('x', true)", "23: A name for the item is expected. Write exists(x, condition).")]
    [InlineData("account.aliases.all(x, x)", "23: The condition of 'all' is a bool, not a string.")]
    [InlineData("sender.exists(x, true)", "7: 'exists' looks through a list, not a string.")]
    [InlineData("[1].all(a, [1].all(b, [1].all(c, [1].all(d, [1].all(e, true)))))", "48: 'exists' and 'all' are nested too deeply. At most 4 levels are allowed.")]
    [InlineData("duration('1 hour') > duration('1m')", "9: '1 hour' is no span of time. Write it like '90s', '1h30m' or '1d'.")]
    [InlineData("timestamp('yesterday') < now", "10: 'yesterday' is no time. Write it like '2026-01-01T10:00:00Z'.")]
    [InlineData("now.getHours('Mars') > 1", "13: The time zone is not known. Write it like 'Europe/Prague' or '+02:00'.")]
    [InlineData("now.getHours('../../../etc/passwd') > 1", "13: The time zone is not known. Write it like 'Europe/Prague' or '+02:00'.")]
    [InlineData("sender.getHours() > 1", "7: 'getHours' is a method of timestamps, not of a string.")]
    // addresses
    [InlineData("client.ip == '192.0.2.0/24'", "13: '192.0.2.0/24' is no address. Write in_network(client.ip, '192.0.2.0/24').")]
    [InlineData("client.ip == '010.1.1.1'", "13: '010.1.1.1' is no address. Write it like '192.0.2.1' or '2001:db8::1'.")]
    [InlineData("client.ip in ['10.0.0.0/8']", "14: '10.0.0.0/8' is a network, which no address equals. Write in_network(client.ip, …).")]
    [InlineData("client.ip < '10.0.0.1'", "10: '<' cannot take an address and a string. Write in_network(client.ip, …) with a list that is known before.")]
    [InlineData("in_network(client.ip, ['10.0.0.1/8', 'x'])", "23: '10.0.0.1/8' has bits set behind its prefix. Write 10.0.0.0/8 for the network, or the address alone.|37: 'x' is no network. Write an address or a network, such as 192.0.2.0/24 or 2001:db8::/32.")]
    [InlineData("in_network(client.ip, lists.big_mail_domains)", "22: 'seznam.cz' is no network (lists.big_mail_domains). Write an address or a network, such as 192.0.2.0/24 or 2001:db8::/32.|22: 'email.cz' is no network (lists.big_mail_domains). Write an address or a network, such as 192.0.2.0/24 or 2001:db8::/32.|22: 'post.cz' is no network (lists.big_mail_domains). Write an address or a network, such as 192.0.2.0/24 or 2001:db8::/32.")]
    [InlineData("in_network(sender, lists.nothing)", "11: The first argument of 'in_network' is an address, not a string.")]
    [InlineData("in_network(client.ip, account.aliases)", "22: The second argument of 'in_network' is a list that is known before. Write lists.name or ['192.0.2.0/24'].")]
    // what can never be true
    [InlineData("recipient.domain == 'Seznam.cz'", "20: 'Seznam.cz' can never equal 'recipient.domain', which is a canonical domain name. Write 'seznam.cz'.")]
    [InlineData("recipient.domain in lists.shouting", "20: 'Seznam.cz' can never equal 'recipient.domain', which is a canonical domain name. Write 'seznam.cz'.")]
    [InlineData("'Jan@x.cz' != sender", "0: 'Jan@x.cz' can never equal 'sender.address', which is a canonical address. Write 'jan@x.cz'.")]
    [InlineData("client.country == 'cz'", "18: 'cz' can never equal 'client.country', which is a country code. Write 'CZ'.")]
    [InlineData("subdomain_of(sender.domain, '.cz')", "28: '.cz' can never equal a domain, which is a canonical domain name.")]
    [InlineData("1 / 0 > 1", "0: This expression always fails: division by zero.")]
    // several at once
    [InlineData("sender.domian == 'x' and client.tsl or -'a' == 1", "0: Unknown fact 'sender.domian'. Did you mean sender.domain?|25: Unknown fact 'client.tsl'. Did you mean client.tls?|40: '-' cannot take a string.")]
    [InlineData("sender = 'A@b.cz' AND sender.domian = 'c'", "7: Unknown operator '='. Write ==.|18: Unknown word 'AND'. Write and.|36: Unknown operator '='. Write ==.|9: 'A@b.cz' can never equal 'sender.address', which is a canonical address. Write 'a@b.cz'.|22: Unknown fact 'sender.domian'. Did you mean sender.domain?")]
    public void Compile_Mistake_IsReportedWhereItStands(string text, string expected) => Assert.Equal(expected, string.Join('|', ExpressionFixture.Errors(text)));

    [Fact]
    public void Compile_OtherTypeThanExpected_IsReported() =>
        Assert.Equal(["0: This expression is a bool, not a string."], ExpressionFixture.Errors("sender.domain", ExpressionType.Bool));

    [Theory]
    [InlineData("recipient.domain == ''", PolicyStages.Mail, "0: 'recipient.domain' is not known at stage mail. It is known at rcpt.")]
    [InlineData("true or recipient == ''", PolicyStages.Rcpt | PolicyStages.Message, "8: 'recipient' is not known at stage message. It is known at rcpt.")]
    [InlineData("message.size > 1", PolicyStages.Rcpt | PolicyStages.Mail | PolicyStages.Message, "0: 'message.size' is not known at stage mail, rcpt. It is known at message.")]
    [InlineData("account == ''", PolicyStages.Helo, "0: 'account' is not known at stage helo. It is known at auth, mail, rcpt, message.")]
    [InlineData("helo.name == ''", PolicyStages.Connect, "0: 'helo.name' is not known at stage connect. It is known at helo, auth, mail, rcpt, message.")]
    public void Compile_FactBeforeItsStage_IsReported(string text, PolicyStages stages, string expected) =>
        Assert.Equal([expected], ExpressionFixture.Errors(text, stages: stages));

    [Theory]
    [InlineData(false, false, "true and x", 12 + 9)]
    [InlineData(true, false, "true and x", 12 + 10)]
    [InlineData(true, true, "true and x", 12)]
    [InlineData(true, false, "true and\nx", 12)]
    public void Compile_Error_PointsIntoTheScalarOrAtItsStart(bool isQuoted, bool isBlock, string text, int column)
    {
        List<SpecError> errors = [];
        SpecScalar source = new(ExpressionFixture.Origin, text, isQuoted) { IsBlock = isBlock };
        Assert.Null(ExpressionCompiler.Compile(source, ExpressionFixture.Scope(), null, errors));
        Assert.Equal(new SpecLocation("rule.yaml", 7, column), Assert.Single(errors).Location);
    }
}
