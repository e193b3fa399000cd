using System.Diagnostics;
using System.Net;
using Submission.Policy.Counters;
using Submission.Policy.Decisions;
using Submission.Policy.Engine;
using Submission.Policy.Yaml;

namespace Submission.Policy.Tests.Engine;

/// <summary>R13: <c>on-error: share</c>, by which each node that is cut off from the store admits its part of the limit.</summary>
public sealed class NodeShareTests
{
    private const string Rate = "rule: rate\nabout: A.\nstage: [mail, rcpt, message]\nlimit: { count: messages, per: [sender], at-most: { 1m: 250, 1h: 1000 } }\nreply: 550 5.7.1 {id} too many\non-error: share\n";

    private readonly FixedClock _clock = new();
    private readonly InMemoryCounterStore _store;

    public NodeShareTests() => _store = new InMemoryCounterStore(_clock);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task R13_ThreeNodesAreCutOff_AdmitTogetherAtMostTheLimit()
    {
        Node[] nodes = [New(Rate), New(Rate), New(Rate)];
        foreach (Node node in nodes) node.Store.IsCut = true;
        int[] admitted = await Task.WhenAll(nodes.Select(static node => node.SendUntilRefusedAsync(300)));
        Assert.Equal([83, 83, 83], admitted);
        Assert.Equal("550 5.7.1", (await nodes[0].SendAsync()).Reply!.ToString()[..9]);

        // The part is a sliding window too.
        _clock.Advance(TimeSpan.FromSeconds(60.07));
        Assert.Equal(83, await nodes[0].SendUntilRefusedAsync(300));
    }

    [Fact]
    public async Task R13_TheStoreReturns_IsToldWhatWasAdmittedMeanwhile()
    {
        Node[] nodes = [New(Rate), New(Rate), New(Rate)];
        foreach (Node node in nodes) node.Store.IsCut = true;
        foreach (Node node in nodes) Assert.Equal(83, await node.SendUntilRefusedAsync(300));
        await UntilAsync(() => Task.FromResult(nodes.All(static node => node.Store.NotTold >= 3)));
        foreach (Node node in nodes) node.Store.IsCut = false;
        await UntilAsync(async () => (await nodes[0].Engine.Usage.ReadAsync("jan@domena.cz", Token)).Any(static usage => usage.Used == 249));
        Assert.Equal(1, await nodes[0].SendUntilRefusedAsync(300));
        Assert.Equal(0, await nodes[1].SendUntilRefusedAsync(300));
        _clock.Advance(TimeSpan.FromSeconds(60.07));
        Assert.Equal(250, await nodes[2].SendUntilRefusedAsync(300));
    }

    [Fact]
    public async Task R13_TheAnswerIsLostToWhatTheStoreIsTold_NothingIsChargedTwice()
    {
        Node node = New(Rate);
        node.Store.IsCut = true;
        for (int i = 0; i < 50; i++) Assert.True((await node.SendAsync()).IsAccepted);
        node.Store.LosesAnswers = true;
        node.Store.IsCut = false;
        await UntilAsync(() => Task.FromResult(node.Store.Told.Count == 1));

        // What comes on top meanwhile is told by itself.
        node.Store.IsCut = true;
        for (int i = 0; i < 20; i++) Assert.True((await node.SendAsync()).IsAccepted);
        node.Store.IsCut = false;
        node.Store.LosesAnswers = false;
        await UntilAsync(async () => (await node.Engine.Usage.ReadAsync("jan@domena.cz", Token)).Any(static usage => usage.Used == 70));
        // Where the fifty take longer than it takes until the store is told, the first telling has begun with fewer.
        Assert.Equal(70, node.Store.Told.Sum());
        Assert.InRange(node.Store.Told.First(), 1, 50);
        Assert.Equal(250 - 70, await node.SendUntilRefusedAsync(300));
    }

    [Fact]
    public async Task R13_MembersOfOneCounter_AreAllToldWhateverTheirOrder()
    {
        CounterKey key = new("test/account", "jan");
        CounterLimit limit = new([new CounterWindow(TimeSpan.FromHours(1), 100)], isDistinct: true);
        CuttableStore store = new(_store) { DeafTo = "b" };
        NodeShare share = new(store, 3, _clock);
        share.Owe([new CounterCharge(key, limit, 1, "a"), new CounterCharge(key, limit, 1, "b")]);
        await UntilAsync(() => Task.FromResult(share.Owed == 1 && store.NotTold > 0));
        share.Owe([new CounterCharge(key, limit, 1, "c")]);
        await UntilAsync(async () => share.Owed == 1 && (await _store.ReadAsync(key, limit, Token)).Used == 2);
        store.DeafTo = null;
        await UntilAsync(() => Task.FromResult(share.Owed == 0));
        Assert.Equal(3, (await _store.ReadAsync(key, limit, Token)).Used);
    }

    [Fact]
    public async Task R13_OneOfThreeNodesIsCutOff_AdmitsItsPartBesidesTheLimitAndNoMore()
    {
        Node[] nodes = [New(Rate), New(Rate), New(Rate)];
        nodes[0].Store.IsCut = true;
        Assert.Equal(83, await nodes[0].SendUntilRefusedAsync(300));
        Assert.Equal(250, await nodes[1].SendUntilRefusedAsync(300) + await nodes[2].SendUntilRefusedAsync(300));
        nodes[0].Store.IsCut = false;
        await UntilAsync(async () => (await nodes[1].Engine.Usage.ReadAsync("jan@domena.cz", Token)).Any(static usage => usage.Used == 333));
        foreach (Node node in nodes) Assert.Equal(0, await node.SendUntilRefusedAsync(300));
    }

    [Fact]
    public async Task Share_WhatIsNotSent_CostsNothing()
    {
        Node node = New(Rate);
        node.Store.IsCut = true;
        for (int i = 0; i < 300; i++) Assert.True((await node.SendAsync(commits: false)).IsAccepted);
        await using (PolicySession trial = node.Engine.OpenTrial(new ClientFacts(IPAddress.Loopback))) Assert.True((await Node.SendAsync(trial, commits: true)).IsAccepted);
        Assert.Equal(83, await node.SendUntilRefusedAsync(300));
        Assert.Equal(RuleOutcome.Excused, node.Outcome);
    }

    [Fact]
    public async Task Share_OfFewerThanThereAreNodes_AdmitsNobody()
    {
        Node node = New(Rate.Replace("1m: 250", "1m: 2", StringComparison.Ordinal));
        Assert.Equal(2, await node.SendUntilRefusedAsync(10));
        node.Store.IsCut = true;
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(0, await node.SendUntilRefusedAsync(10));
    }

    [Theory]
    [InlineData("defer", VerdictKind.Defer)]
    [InlineData("accept", VerdictKind.Accept)]
    public async Task Share_BesideARuleThatDoesNot_TheOtherDecidesForItself(string onError, VerdictKind expected)
    {
        Node node = New(Rate + $"---\nrule: other\nabout: A.\nstage: mail\nlimit: {{ count: messages, per: [client.ip], at-most: {{ 1m: 250 }} }}\nreply: 550 5.7.1 no\non-error: {onError}\n");
        node.Store.IsCut = true;
        Assert.Equal(expected, (await node.SendAsync()).Kind);
        if (expected == VerdictKind.Accept) Assert.Equal(82, await node.SendUntilRefusedAsync(300));
    }

    [Fact]
    public async Task Share_OfConnections_HoldsUntilTheyEnd()
    {
        Node node = New("rule: conn\nabout: A.\nstage: connect\nlimit: { count: connections, per: [client.ip], at-once: 6, at-most: { 1h: 33 } }\nreply: 421 4.7.0 no\non-error: share\n");
        node.Store.IsCut = true;
        var open = new List<PolicySession>();
        for (int i = 0; i < 2; i++)
        {
            open.Add(node.Engine.OpenSession(new ClientFacts(IPAddress.Loopback)));
            Assert.True((await open[i].ConnectAsync(Token)).IsAccepted);
        }

        await using (PolicySession third = node.Engine.OpenSession(new ClientFacts(IPAddress.Loopback))) Assert.False((await third.ConnectAsync(Token)).IsAccepted);
        foreach (PolicySession session in open) await session.DisposeAsync();
        int more = 0;
        while (true)
        {
            await using PolicySession next = node.Engine.OpenSession(new ClientFacts(IPAddress.Loopback));
            if (!(await next.ConnectAsync(Token)).IsAccepted) break;
            more++;
        }

        // The part is eleven; a connection that is open stands in its window besides.
        Assert.Equal(8, more);
    }

    [Fact]
    public async Task Share_ATransactionFromBeforeTheCut_IsDeferredAndComesAgain()
    {
        Node node = New(Rate.Replace("stage: [mail, rcpt, message]", "stage: mail", StringComparison.Ordinal));
        await using PolicySession session = node.Engine.OpenSession(new ClientFacts(IPAddress.Loopback));
        await using (PolicyTransaction transaction = session.BeginTransaction())
        {
            Assert.True((await transaction.MailAsync(EmailAddress.Parse("jan@domena.cz"), Token)).IsAccepted);
            Assert.True((await transaction.RecipientAsync(EmailAddress.Parse("eva@example.org"), Token)).IsAccepted);
            node.Store.IsCut = true;
            Assert.Equal(VerdictKind.Defer, (await transaction.MessageAsync(new MessageFacts { Size = 1 }, Token)).Kind);
        }

        Assert.True((await node.SendAsync()).IsAccepted);
    }

    [Fact]
    public void Share_WithoutTheNumberOfNodes_IsAnErrorAtTheStart()
    {
        PolicyException exception = Assert.Throws<PolicyException>(() => New(Rate, nodes: null));
        Assert.Contains("the number of nodes", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ShareOnError_OfARuleThatReservesNothing_IsRefused() =>
        Assert.Throws<ArgumentException>(() => PolicyRule.RefuseIf("r", PolicyStages.Mail, static _ => true, "550 5.1.0 no").ShareOnError());

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (Stopwatch watch = Stopwatch.StartNew(); !await condition(); await Task.Delay(20, Token)) Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), "It did not happen.");
    }

    private Node New(string rules, int? nodes = 3)
    {
        string names = string.Join(", ", rules.Split("---\n").Select(static document => document.Split('\n')[0]["rule: ".Length..]));
        var store = new CuttableStore(_store);
        var options = new SubmissionPolicyOptions
        {
            Source = new InMemoryYamlPolicy("test", $"policy: p\nlanguage: 1\nrules: [{names}]\n---\n{rules}"),
            TimeProvider = _clock,
            Counters = store,
            Nodes = nodes,
        };
        return new Node(store, new PolicyEngine(options));
    }

    private sealed class Node(CuttableStore store, PolicyEngine engine)
    {
        public CuttableStore Store { get; } = store;

        public PolicyEngine Engine { get; } = engine;

        /// <summary>What became of the first rule with the last message.</summary>
        public RuleOutcome Outcome { get; private set; }

        public async Task<Verdict> SendAsync(bool commits = true)
        {
            await using PolicySession session = Engine.OpenSession(new ClientFacts(IPAddress.Loopback));
            return await SendAsync(session, commits, outcome => Outcome = outcome);
        }

        public async Task<int> SendUntilRefusedAsync(int atMost)
        {
            int count = 0;
            while (count < atMost && (await SendAsync()).IsAccepted) count++;
            return count;
        }

        public static async Task<Verdict> SendAsync(PolicySession session, bool commits, Action<RuleOutcome>? tell = null)
        {
            await using PolicyTransaction transaction = session.BeginTransaction();
            Verdict verdict = await transaction.MailAsync(EmailAddress.Parse("jan@domena.cz"), Token);
            if (verdict.IsAccepted) verdict = await transaction.RecipientAsync(EmailAddress.Parse("eva@example.org"), Token);
            if (verdict.IsAccepted) verdict = await transaction.MessageAsync(new MessageFacts { Size = 100 }, Token);
            if (verdict.IsAccepted && commits) Assert.True(await transaction.CommitAsync(Token));
            if (verdict.IsAccepted) tell?.Invoke(transaction.Decision.Rules[0].Outcome);
            return verdict;
        }
    }
}
