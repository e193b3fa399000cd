using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MimeKit;
using MimeKit.Cryptography;
using Submission.Smtp.Content;
using Submission.Trust.Dkim;

namespace Submission.Gateway.Tests.Signing;

/// <summary>Signatures of awkward messages, checked by verifiers that are none of ours: MimeKit, dkimpy, Mail::DKIM and rspamd.</summary>
public sealed class VerifierTests
{
    private const string Python = """
        import sys, json, os, dkim
        records = json.load(open(sys.argv[2]))
        def look(name, timeout=5): return records.get(name.decode().rstrip('.'), '').encode() or None
        for name in sorted(os.listdir(sys.argv[1])):
            message = open(os.path.join(sys.argv[1], name), 'rb').read()
            for index in (0, 1):
                try: good = dkim.DKIM(message).verify(idx=index, dnsfunc=look)
                except Exception as problem: good = repr(problem)
                print(name, index, 'pass' if good is True else 'fail ' + str(good))
        """;

    private const string Perl = """
        use Mail::DKIM::Verifier; use Mail::DKIM::DNS; use Net::DNS::Resolver;
        Mail::DKIM::DNS::resolver(Net::DNS::Resolver->new(nameservers => ['127.0.0.1'], port => $ARGV[1], recurse => 0));
        opendir(my $folder, $ARGV[0]); my @names = sort grep { !/^\./ } readdir($folder);
        for my $name (@names) {
          open(my $file, '<:raw', "$ARGV[0]/$name"); local $/; my $text = <$file>; close($file);
          my $verifier = Mail::DKIM::Verifier->new(); $verifier->PRINT($text); $verifier->CLOSE();
          my ($rsa) = grep { $_->algorithm eq 'rsa-sha256' } $verifier->signatures;
          print "$name 0 ", ($rsa ? $rsa->result_detail : 'none'), "\n";
        }
        """;

    // Signs as dkimpy does by itself: of our fields and of what is signed once more than it is there, nothing.
    private const string PythonSigner = """
        import sys, os, dkim
        key = open(sys.argv[3], 'rb').read()
        for name in sorted(os.listdir(sys.argv[1])):
            message = open(os.path.join(sys.argv[1], name), 'rb').read()
            signature = dkim.sign(message, b'p1', b'domena.example', key, canonicalize=(b'relaxed', b'relaxed'))
            open(os.path.join(sys.argv[2], name), 'wb').write(signature + message)
        """;

    // A field that RFC 5322 allows once makes rspamd break the check itself; and of a body whose first line is of blanks it keeps that line, against RFC 6376, section 3.4.4.
    private static readonly string[] FailedByRspamd = ["body-of-blanks", "two-subjects", "two-to"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void AwkwardMessages_AreMany() => Assert.InRange(AwkwardMessages.All.Count, 30, int.MaxValue);

    [Fact]
    public async Task AwkwardMessages_Signed_PassMimeKit()
    {
        using var bed = new SigningBed();
        List<string> failed = [];
        foreach ((string name, byte[] octets) in AwkwardMessages.All)
        {
            byte[] signed = await DeliveredAsync(bed, octets);
            failed.AddRange(await FailedInMimeKitAsync(bed, name, new MemoryStream(signed)));
        }

        Assert.Empty(failed);
    }

    [Fact]
    public async Task AwkwardMessages_Signed_PassPythonPerlAndRspamd()
    {
        using var bed = new SigningBed();
        using var other = RSA.Create(2048);
        string zone = bed.ZoneText + $"p1._domainkey.{SigningBed.Domain}. TXT \"v=DKIM1; p=\" {string.Join(' ', DkimKeyRecord.Split(Convert.ToBase64String(other.ExportSubjectPublicKeyInfo())))}\n";
        await using NsdProcess server = await NsdProcess.StartAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { [SigningBed.Domain] = zone });
        DirectoryInfo folder = Directory.CreateTempSubdirectory("dkim-");
        try
        {
            string mails = folder.CreateSubdirectory("mails").FullName;
            foreach ((string name, byte[] octets) in AwkwardMessages.All) await File.WriteAllBytesAsync(Path.Combine(mails, name), await DeliveredAsync(bed, octets), Cancelled);
            string records = Path.Combine(folder.FullName, "records.json");
            await File.WriteAllTextAsync(records, JsonSerializer.Serialize(bed.Records.ToDictionary(static it => it.Key, static it => it.Value.ToString(), StringComparer.Ordinal)), Cancelled);

            string[] python = await RunAsync("/usr/bin/python3", ["-c", Python, mails, records]);
            Assert.Equal(AwkwardMessages.All.Count * 2, python.Length);
            Assert.Equal("", string.Join('\n', python.Where(static line => !line.EndsWith(" pass", StringComparison.Ordinal))));

            string[] perl = await RunAsync("perl", ["-e", Perl, mails, server.EndPoint.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            Assert.Equal(AwkwardMessages.All.Count, perl.Length);
            Assert.Equal("", string.Join('\n', perl.Where(static line => !line.EndsWith(" pass", StringComparison.Ordinal))));

            await using RspamdVerifier rspamd = await RspamdVerifier.StartAsync(server.EndPoint);
            Assert.Equal(FailedByRspamd.Select(static name => name + ": "), await FailedInRspamdAsync(rspamd, mails, "domena.example:s=e1", "domena.example:s=r1"));
            await rspamd.HasSaidAsync("header To is intended to be unique", Cancelled);
            await rspamd.HasSaidAsync("header Subject is intended to be unique", Cancelled);

            // Signed by another signer, the same messages fail there and no others: the fault is not in our signatures.
            string others = folder.CreateSubdirectory("others").FullName;
            string plain = folder.CreateSubdirectory("plain").FullName;
            foreach ((string name, byte[] octets) in AwkwardMessages.All.Where(static it => it.Name == "usual" || FailedByRspamd.Contains(it.Name, StringComparer.Ordinal)))
                await File.WriteAllBytesAsync(Path.Combine(plain, name), octets, Cancelled);
            string pem = Path.Combine(folder.FullName, "key");
            await File.WriteAllTextAsync(pem, other.ExportRSAPrivateKeyPem(), Cancelled);
            Assert.Empty(await RunAsync("/usr/bin/python3", ["-c", PythonSigner, plain, others, pem]));
            Assert.Equal(FailedByRspamd.Select(static name => name + ": "), await FailedInRspamdAsync(rspamd, others, "domena.example:s=p1"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Message_I8_ChangedOrWithASecondFieldOfAName_PassesNoMore()
    {
        using var bed = new SigningBed();
        byte[] octets = AwkwardMessages.All[0].Octets;
        string signed = Encoding.ASCII.GetString([.. await bed.SignAsync(MessageBody.FromMemory(octets), Cancelled), .. octets]);
        (string Old, string New)[] changes =
        [
            ("Hello", "Hallo"), ("Subject: test", "Subject: rest"), ("From: Jan", "From: Eva"), ("Subject: test", "Subject: more\r\nSubject: test"), ("To: eva@", "To: x@y.example\r\nTo: eva@"),
            ("From: Jan", "From: Eva <eva@domena.example>\r\nFrom: Jan"), ("Subject: test", "From: Eva <eva@domena.example>\r\nSubject: test"),
            ("Date: Sun", "Date: Mon, 30 Nov 2026 12:00:00 +0000\r\nDate: Sun"), ("Message-ID: ", "Message-ID: <2@domena.example>\r\nMessage-ID: "),
        ];
        foreach ((string old, string fresh) in changes)
            Assert.Equal(2, (await FailedInMimeKitAsync(bed, old, new MemoryStream(Encoding.ASCII.GetBytes(signed.Replace(old, fresh, StringComparison.Ordinal))))).Count);
    }

    [Fact]
    public async Task Message_Of50Megabytes_IsSignedInConstantMemory_AndPasses()
    {
        using var bed = new SigningBed();
        string path = Path.GetTempFileName();
        try
        {
            await using (var stream = new FileStream(path, FileMode.Create))
            {
                await stream.WriteAsync(AwkwardMessages.All[0].Octets, Cancelled);
                byte[] line = Encoding.ASCII.GetBytes(new string('a', 70) + " \t b  \r\n");
                for (int index = 0; index < 50 * 1024 * 1024 / line.Length; index++) await stream.WriteAsync(line, Cancelled);
            }

            using var file = File.OpenHandle(path);
            MessageBody body = MessageBody.FromFile(file, RandomAccess.GetLength(file));
            await bed.SignAsync(MessageBody.FromMemory(AwkwardMessages.All[0].Octets), Cancelled);
            long before = GC.GetTotalMemory(forceFullCollection: true);
            byte[] fields = await bed.SignAsync(body, Cancelled);
            // Tests beside this one use memory too; the message itself would be 50 MiB.
            Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 32 * 1024 * 1024);
            await using var whole = new FileStream(path, FileMode.Open);
            using var message = new MemoryStream();
            await message.WriteAsync(fields, Cancelled);
            await whole.CopyToAsync(message, Cancelled);
            message.Position = 0;
            Assert.Empty(await FailedInMimeKitAsync(bed, "large", message));
        }
        finally
        {
            File.Delete(path);
        }
    }

    // SMTP ends the last line of a message that does not do so itself (RFC 5321, section 4.1.1.4).
    private static async Task<byte[]> DeliveredAsync(SigningBed bed, byte[] octets)
    {
        byte[] fields = await bed.SignAsync(MessageBody.FromMemory(octets), Cancelled);
        return octets.AsSpan().EndsWith("\r\n"u8) ? [.. fields, .. octets] : [.. fields, .. octets, .. "\r\n"u8];
    }

    private static async Task<List<string>> FailedInMimeKitAsync(SigningBed bed, string name, Stream octets)
    {
        MimeMessage message = await MimeMessage.LoadAsync(octets, persistent: true, Cancelled);
        var verifier = new DkimVerifier(bed);
        List<string> failed = [];
        List<Header> signatures = [.. message.Headers.Where(static header => header.Id == HeaderId.DkimSignature)];
        Assert.Equal(2, signatures.Count);
        foreach (Header signature in signatures)
        {
            if (!await verifier.VerifyAsync(message, signature, Cancelled)) failed.Add($"{name}: {signature.Value[..40]}");
        }

        return failed;
    }

    private static async Task<string[]> FailedInRspamdAsync(RspamdVerifier rspamd, string folder, params string[] wanted)
    {
        List<string> failed = [];
        foreach (string path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            string[] allowed = await rspamd.AllowedAsync(await File.ReadAllBytesAsync(path, Cancelled), Cancelled);
            if (!allowed.Order(StringComparer.Ordinal).SequenceEqual(wanted)) failed.Add($"{Path.GetFileName(path)}: {string.Join(", ", allowed)}");
        }

        return [.. failed];
    }

    private static async Task<string[]> RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(Cancelled);
        string output = await process.StandardOutput.ReadToEndAsync(Cancelled);
        await process.WaitForExitAsync(Cancelled);
        Assert.True(process.ExitCode == 0, $"{program}: {await error}{output}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
