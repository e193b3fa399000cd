using System.Globalization;

namespace Submission.Smtp.Server;

/// <summary>Checks options against the ranges that their documentation states.</summary>
internal static class SmtpServerOptionsRanges
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static void Check(SmtpServerOptions options)
    {
        if (string.IsNullOrEmpty(options.Hostname) || options.Hostname.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new ArgumentException("Hostname must be a domain name or an address literal.", nameof(options));
        if (string.IsNullOrEmpty(options.SpoolDirectory)) throw new ArgumentException("SpoolDirectory must name a directory.", nameof(options));

        Check(nameof(options.MaximumMessageSize), options.MaximumMessageSize, 1024, 1L << 40);
        Check(nameof(options.MaximumLineLength), options.MaximumLineLength, 512, 65_536);
        Check(nameof(options.MaximumDataLineLength), options.MaximumDataLineLength, 1000, 1 << 30);
        Check(nameof(options.MaximumAuthenticationLineLength), options.MaximumAuthenticationLineLength, 12_288, 65_536);
        Check(nameof(options.MaximumHeaderSize), options.MaximumHeaderSize, 16_384, 1 << 30);
        Check(nameof(options.MaximumDroppedLineLength), options.MaximumDroppedLineLength, 65_536, 1 << 30);
        Check(nameof(options.MaximumDroppedDataLength), options.MaximumDroppedDataLength, 65_536, 1L << 40);
        Check(nameof(options.MaximumErrors), options.MaximumErrors, 1, 10_000);
        Check(nameof(options.MaximumIdleCommands), options.MaximumIdleCommands, 10, 1_000_000);
        Check(nameof(options.MaximumCommands), options.MaximumCommands, 100, int.MaxValue);
        Check(nameof(options.MaximumRecipients), options.MaximumRecipients, 100, 50_000);
        Check(nameof(options.MaximumConnections), options.MaximumConnections, 1, 1_000_000);
        Check(nameof(options.MaximumConnectionsPerAddress), options.MaximumConnectionsPerAddress, 1, 1_000_000);
        Check(nameof(options.MaximumConnectionsPerNetwork), options.MaximumConnectionsPerNetwork, 1, 1_000_000);
        Check(nameof(options.MaximumConnectionRate), options.MaximumConnectionRate, 1, 10_000);
        Check(nameof(options.MinimumDataRate), options.MinimumDataRate, 0, 1_048_576);
        Check(nameof(options.SpoolThreshold), options.SpoolThreshold, 4096, 16 * 1024 * 1024);

        Check(nameof(options.CommandTimeout), options.CommandTimeout, Second, Hour);
        Check(nameof(options.GreetingTimeout), options.GreetingTimeout, Second, Hour);
        Check(nameof(options.DataTimeout), options.DataTimeout, Second, Hour);
        Check(nameof(options.MessageTimeout), options.MessageTimeout, TimeSpan.FromSeconds(10), TimeSpan.FromDays(1));
        Check(nameof(options.LineTimeout), options.LineTimeout, Second, Hour);
        Check(nameof(options.TlsHandshakeTimeout), options.TlsHandshakeTimeout, Second, TimeSpan.FromMinutes(10));
        Check(nameof(options.WriteTimeout), options.WriteTimeout, Second, Hour);
        Check(nameof(options.DrainTimeout), options.DrainTimeout, TimeSpan.Zero, TimeSpan.FromMinutes(10));
        Check(nameof(options.SessionTimeout), options.SessionTimeout, TimeSpan.FromMinutes(1), TimeSpan.FromDays(7));
        Check(nameof(options.FailedAuthenticationDelay), options.FailedAuthenticationDelay, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Check(nameof(options.MaximumFailedAuthenticationDelay), options.MaximumFailedAuthenticationDelay, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        Check(options.Load);
    }

    private static void Check(SmtpLoadOptions load)
    {
        const string Section = nameof(SmtpServerOptions.Load) + ".";
        Check(Section + nameof(load.MaximumQueueDelay), load.MaximumQueueDelay, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Check(Section + nameof(load.MaximumAnswerDelay), load.MaximumAnswerDelay, TimeSpan.Zero, Hour);
        Check(Section + nameof(load.BusyConnections), load.BusyConnections, 1, 101);
        Check(Section + nameof(load.OverloadAfter), load.OverloadAfter, Second, TimeSpan.FromMinutes(10));
        Check(Section + nameof(load.RelaxAfter), load.RelaxAfter, Second, Hour);
        Check(Section + nameof(load.MaximumErrors), load.MaximumErrors, 1, 10_000);
        Check(Section + nameof(load.CommandTimeout), load.CommandTimeout, Second, Hour);
    }

    private static void Check<T>(string name, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{name} must be {least} to {most}; it is {value}."), nameof(value));
    }
}
