namespace E2E.Tests.Clients;

/// <summary>nullmailer, which knows nothing but its smart host. It goes through its queue once each time that it is asked to.</summary>
internal sealed class NullmailerClient : ISmartHostClient
{
    private readonly UnpackedPeer _peer;

    private NullmailerClient(UnpackedPeer peer) => _peer = peer;

    public static NullmailerClient Start(Attempt attempt)
    {
        var peer = new UnpackedPeer("nullmailer", "mail");
        string settings = Directory.CreateDirectory(peer.Folder + "/etc/nullmailer").FullName;
        File.WriteAllText(settings + "/me", "nullmailer.test.example\n");
        File.WriteAllText(settings + "/pausetime", "0\n");
        File.WriteAllText(settings + "/remotes", $"127.0.0.1 smtp port={attempt.Port} starttls insecure user={attempt.Login} pass='{attempt.Password}' source={attempt.Source}\n");
        return new NullmailerClient(peer);
    }

    public async Task SubmitAsync(string recipient)
    {
        await StartAsync();
        string said = await _peer.RunAsync($"printf '%s\\n' {TestAccount.Jan.Login} {recipient} '' 'Subject: x' '' Hello | nullmailer-queue");
        Assert.True(said.Length == 0, said);
    }

    public Task RetryAsync() => _peer.RunAsync("nullmailer-send >> /var/log/send.log 2>&1");

    // What waits, and what was said of it; the log names also who has got his message.
    public Task<string> QueueAsync() => _peer.RunAsync("cat /var/spool/nullmailer/queue/* 2> /dev/null ; grep -v From: /var/log/send.log");

    /// <summary>What has failed for good.</summary>
    public string Failed() => string.Concat(Directory.EnumerateFiles(_peer.Folder + "/var/spool/nullmailer/failed").Select(File.ReadAllText));

    public string Log() => _peer.Log() + (File.Exists(_peer.Folder + "/var/log/send.log") ? File.ReadAllText(_peer.Folder + "/var/log/send.log") : "");

    public ValueTask DisposeAsync() => _peer.DisposeAsync();

    private async Task StartAsync()
    {
        if (!_peer.IsStarted) await _peer.StartAsync("cd /var && mkdir -p log spool/nullmailer && cd spool/nullmailer && mkdir -m 777 queue failed tmp && mkfifo -m 622 trigger");
    }
}
