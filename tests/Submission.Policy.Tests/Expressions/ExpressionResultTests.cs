namespace Submission.Policy.Tests.Expressions;

public sealed class ExpressionResultTests
{
    [Theory]
    // the policy language's own examples
    [InlineData("sender.domain != account.domain and not (sender.domain in account.aliases)", "false")]
    [InlineData("client.webmail and sender.address in account.external_senders", "false")]
    [InlineData("message.declared_size > 1048576 and recipient.domain in lists.big_mail_domains", "false")]
    [InlineData("message.declared_size > 1048576 and subdomain_of(recipient.domain, lists.big_mail_domains)", "true")]
    [InlineData("in_network(client.ip, lists.webmail_networks)", "true")]
    [InlineData("client.country in lists.allowed_countries", "true")]
    // facts
    [InlineData("account", "jan@domena.cz")]
    [InlineData("account == account.login", "true")]
    [InlineData("sender", "jan.novak@domena.cz")]
    [InlineData("recipient", "info@mx.seznam.cz")]
    [InlineData("recipient.domain", "mx.seznam.cz")]
    [InlineData("helo.name", "Mail.Example.ORG")]
    [InlineData("client.tls && client.webmail", "true")]
    [InlineData("session.messages + session.recipients", "8")]
    [InlineData("recipients.count", "0")]
    [InlineData("account.aliases[1]", "domena.sk")]
    [InlineData("size(account.aliases)", "2")]
    [InlineData("account.countries == ['CN']", "true")]
    // logic absorbs errors on either side
    [InlineData("1 / session.messages > 5 or true", "true")]
    [InlineData("true or 1 / (session.messages - 3) > 5", "true")]
    [InlineData("1 / (session.messages - 3) > 5 || true", "true")]
    [InlineData("1 / (session.messages - 3) > 5 && false", "false")]
    [InlineData("1 / (session.messages - 3) > 5 && true", "error: division by zero")]
    [InlineData("false || 1 / (session.messages - 3) > 5", "error: division by zero")]
    [InlineData("not (1 / (session.messages - 3) > 5)", "error: division by zero")]
    [InlineData("client.tls ? 1 : 1 / (session.messages - 3)", "1")]
    [InlineData("1 / (session.messages - 3) > 0 ? 1 : 2", "error: division by zero")]
    // 'not' takes the comparison behind it, '!' one operand
    [InlineData("not client.tls == false", "true")]
    [InlineData("not not client.tls", "true")]
    [InlineData("!client.tls == false", "true")]
    [InlineData("!!client.tls", "true")]
    [InlineData("not sender.domain in account.aliases", "true")]
    [InlineData("true or true and false", "true")]
    [InlineData("false ? 1 : true ? 2 : 3", "2")]
    // arithmetic
    [InlineData("1 + 2 * 3 - 8 / 4", "5")]
    [InlineData("-7 / 2", "-3")]
    [InlineData("-7 % 3", "-1")]
    [InlineData("2 - 1 - 1", "0")]
    [InlineData("-(-5)", "5")]
    [InlineData("0x1F + 0XfF", "286")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("9223372036854775807 + session.messages", "error: the result does not fit in an int")]
    [InlineData("-9223372036854775808 - session.messages", "error: the result does not fit in an int")]
    [InlineData("(0 - 9223372036854775807 - 1) / (2 - session.messages)", "error: the result does not fit in an int")]
    [InlineData("-9223372036854775808 % (2 - session.messages)", "error: the result does not fit in an int")]
    [InlineData("-(session.messages - 3 + -9223372036854775808)", "error: the result does not fit in an int")]
    [InlineData("4611686018427387904 * (session.messages - 1)", "error: the result does not fit in an int")]
    [InlineData("3037000499 * 3037000499", "9223372030926249001")]
    [InlineData("session.messages % (session.messages - 3)", "error: division by zero")]
    // doubles and mixed comparison
    [InlineData("1.5 + 1.5 == 3.0", "true")]
    [InlineData("1e3 == 1000", "true")]
    [InlineData(".5 < 1", "true")]
    [InlineData("1.0 / 0.0 > 9223372036854775807", "true")]
    [InlineData("0.0 / 0.0 == 0.0 / 0.0", "false")]
    [InlineData("0.0 / 0.0 != 0.0 / 0.0", "true")]
    [InlineData("0.0 / 0.0 < 1", "false")]
    [InlineData("0.0 / 0.0 in [0.0 / 0.0]", "false")]
    [InlineData("9007199254740993 == 9007199254740992.0", "false")]
    [InlineData("9007199254740993 > 9007199254740992.0", "true")]
    [InlineData("2.5 > 2 and 2 < 2.5 and 3 > 2.5", "true")]
    [InlineData("-3 < -2.5", "true")]
    [InlineData("9223372036854775807 < 9223372036854775808.0", "true")]
    [InlineData("session.messages >= 3.0", "true")]
    // texts
    [InlineData("'a' + \"b\" == 'ab'", "true")]
    [InlineData(@"'\x41\u0042\U0001F600\101\n' == 'AB' + '\U0001F600A' + '\n'", "true")]
    [InlineData(@"r'\d' == '\\d'", "true")]
    [InlineData("size('\U0001F600a')", "2")]
    [InlineData("'abc'.size()", "3")]
    [InlineData("'\uFFFF' < '\U0001F600'", "true")]
    [InlineData("'Z' < 'a' and 'a' < '\u00E1' and '' < 'a' and 'a' < 'aa'", "true")]
    [InlineData("'i' == 'I'", "false")]
    [InlineData("sender.domain.contains('mena') and sender.domain.startsWith('dom') and sender.domain.endsWith('.cz')", "true")]
    [InlineData("sender.domain.contains('')", "true")]
    [InlineData("helo.name.startsWith('mail')", "false")]
    [InlineData("helo.name.matches('(?i)^mail\\\\.')", "true")]
    [InlineData("'line\\n'.matches('line$')", "false")]
    [InlineData("'\u0665'.matches('^\\\\d$')", "false")]
    [InlineData("'5'.matches('^[\\\\d]$')", "true")]
    [InlineData("'abc'.matches('b')", "true")]
    [InlineData("'key=1'.matches('(?P<name>k)ey')", "true")]
    [InlineData("glob(recipient.domain, '*.seznam.??')", "true")]
    [InlineData("glob(recipient.domain, '*.seznam.?')", "false")]
    [InlineData("glob('', '*') and glob('', '') and not glob('a', '') and glob('abc', 'a**c')", "true")]
    [InlineData("glob('\U0001F600', '?')", "true")]
    [InlineData("domain(sender.address) == sender.domain", "true")]
    [InlineData("domain('x@P\u0159\u00EDklad.CZ')", "xn--pklad-zsa96e.cz")]
    [InlineData("domain('no address')", "")]
    [InlineData("subdomain_of('a.b.cz', 'b.cz')", "true")]
    [InlineData("subdomain_of('b.cz', 'b.cz')", "false")]
    [InlineData("subdomain_of('ab.cz', 'b.cz')", "false")]
    [InlineData("subdomain_of('a.domena.eu', account.aliases)", "true")]
    [InlineData("subdomain_of(sender.domain, account.aliases)", "false")]
    [InlineData("subdomain_of(sender.domain, lists.nothing) or subdomain_of('', account.domain)", "false")]
    // lists and maps
    [InlineData("2 in [1, 2, 3]", "true")]
    [InlineData("session.messages in [1, session.recipients]", "false")]
    [InlineData("session.messages in [1 / (session.messages - 3), 3]", "error: division by zero")]
    [InlineData("'x' in []", "false")]
    [InlineData("1 in []", "false")]
    [InlineData("1.5 in [1.5,]", "true")]
    [InlineData("[1, 2] + [3] == [1, 2, 3]", "true")]
    [InlineData("[1, 2] == [2, 1]", "false")]
    [InlineData("sender.domain in account.aliases + [account.domain]", "true")]
    [InlineData("[10, 20][1]", "20")]
    [InlineData("account.aliases[2]", "error: the index is outside the list")]
    [InlineData("account.aliases[-1]", "error: the index is outside the list")]
    [InlineData("{'CZ': 100, 'SK': 50}[client.country]", "100")]
    [InlineData("{'CZ': 100}.CZ", "100")]
    [InlineData("{'AT': 100}[client.country]", "error: there is no such key")]
    [InlineData("client.country in {'CZ': 1}", "true")]
    [InlineData("size({'a': 1, 'b': 2})", "2")]
    [InlineData("{sender.domain: 1, account.domain: 2}.x", "error: a key stands twice in a map")]
    [InlineData("account.aliases.exists(a, a.endsWith('.sk'))", "true")]
    [InlineData("account.aliases.all(a, a.endsWith('.sk'))", "false")]
    [InlineData("[].all(a, false) and not lists.nothing.exists(a, true)", "true")]
    [InlineData("[1, 0].exists(n, 1 / n > 0)", "true")]
    [InlineData("[0, 1].exists(n, 1 / n > 0)", "true")]
    [InlineData("[0, 2].exists(n, session.messages / n > 5)", "error: division by zero")]
    [InlineData("[0, 2].all(n, 1 / n > 0)", "false")]
    [InlineData("[1, 2].all(x, [1.5, 2.5].exists(y, y > x) and ['a'].all(s, [true].exists(t, t and s == 'a' and x > 0)))", "true")]
    [InlineData("{'a': 1}.exists(k, k == 'a')", "true")]
    // addresses
    [InlineData("client.ip == '192.0.2.7' and '192.0.2.8' != client.ip", "true")]
    [InlineData("client.ip == '::ffff:192.0.2.7'", "true")]
    [InlineData("client.ip in ['192.0.2.7', '2001:db8::1']", "true")]
    [InlineData("in_network(client.ip, ['192.0.2.8', '10.0.0.0/8'])", "false")]
    [InlineData("in_network(client.ip, '192.0.2.7')", "true")]
    [InlineData("string(client.ip)", "192.0.2.7")]
    // times
    [InlineData("now == timestamp('2026-01-02T11:30:15.25+01:00')", "true")]
    [InlineData("now - timestamp('2026-01-02T10:00:00Z') > duration('30m')", "true")]
    [InlineData("now + duration('1.5h') < now - duration('-2h')", "true")]
    [InlineData("string(duration('1h1ms'))", "3600.001s")]
    [InlineData("string(now)", "2026-01-02T10:30:15.25Z")]
    [InlineData("now.getHours('Europe/Prague') * 100 + now.getMinutes()", "1130")]
    [InlineData("now.getHours('-02:00')", "8")]
    [InlineData("now.getDayOfWeek()", "5")]
    [InlineData("now.getMonth() + now.getDate() + now.getDayOfMonth() + now.getDayOfYear()", "4")]
    [InlineData("timestamp('9999-12-31T23:59:59Z') + (now - timestamp('2026-01-01T00:00:00Z')) == now", "error: the result is no time")]
    // conversions
    [InlineData("int(2.9) + int(-2.9) + int('7')", "7")]
    [InlineData("int('x' + sender.domain)", "error: the text is no int")]
    [InlineData("double(session.messages) / 2.0 == 1.5", "true")]
    [InlineData("string(1.5) + string(true) + string(-3)", "1.5true-3")]
    [InlineData("null == null", "true")]
    [InlineData("1 + // a remark\n 2", "3")]
    public void Evaluate_Expression_GivesWhatCelGives(string text, string expected) => Assert.Equal(expected, ExpressionFixture.Evaluate(text));

    [Fact]
    public void Evaluate_CountryUnavailable_IsAnErrorWithItsReason()
    {
        PolicyContext context = ExpressionFixture.Context(country: null);
        Assert.Equal("error: the country is not known: no database", ExpressionFixture.Evaluate("client.country in lists.allowed_countries", context));
        Assert.Equal("true", ExpressionFixture.Evaluate("client.webmail or client.country == 'CZ'", context));
    }

    [Fact]
    public void Evaluate_CountryAbsent_IsEmpty() => Assert.Equal("true", ExpressionFixture.Evaluate("client.country == ''", ExpressionFixture.Context(country: "")));

    [Fact]
    public void Evaluate_NullReversePath_IsEmpty()
    {
        PolicyContext context = ExpressionFixture.Context();
        context.Sender = EmailAddress.NullReversePath;
        Assert.Equal("true", ExpressionFixture.Evaluate("sender == '' and sender.domain == ''", context));
    }

    [Fact]
    public void Evaluate_NoAccount_IsAnErrorAndNeverEmpty()
    {
        PolicyContext context = ExpressionFixture.Context();
        context.Account = null;
        foreach (string fact in (string[])["account.login == ''", "account.domain == ''", "size(account.aliases) == 0", "sender.domain in account.aliases"])
            Assert.Equal("error: the client has not authenticated", ExpressionFixture.Evaluate(fact, context));
    }

    [Fact]
    public void Evaluate_SizeNotDeclared_IsZero()
    {
        PolicyContext context = ExpressionFixture.Context();
        context.Mail = MailParameters.None;
        Assert.Equal("0", ExpressionFixture.Evaluate("message.declared_size", context));
    }
}
