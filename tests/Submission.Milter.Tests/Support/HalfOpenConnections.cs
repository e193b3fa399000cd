using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Submission.Milter.Tests.Support;

/// <summary>Many connections of another process, whose files do not count among ours; half of them have begun a packet, none has ended one. It needs perl, which every Debian has.</summary>
internal sealed class HalfOpenConnections : IAsyncDisposable
{
    private const string Script = """
        use Socket;
        my ($address, $port, $count) = @ARGV;
        for my $i (1 .. $count) {
            socket(my $socket, PF_INET, SOCK_STREAM, 0) or die "socket $i: $!\n";
            connect($socket, pack_sockaddr_in($port, inet_aton($address))) or die "connect $i: $!\n";
            syswrite($socket, "\0\0\0\x0dO\0\0") if $i % 2;
            push @sockets, $socket;
        }
        $| = 1;
        print "open\n";
        <STDIN>;
        """;

    private readonly Process _process;

    private HalfOpenConnections(Process process) => _process = process;

    public static async Task<HalfOpenConnections> OpenAsync(IPEndPoint endPoint, int count)
    {
        string[] arguments = ["-e", Script, endPoint.Address.ToString(), endPoint.Port.ToString(CultureInfo.InvariantCulture), count.ToString(CultureInfo.InvariantCulture)];
        Process process = Process.Start(new ProcessStartInfo("perl", arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        string? said = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal("open", said);
        return new HalfOpenConnections(process);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
