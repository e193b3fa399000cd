namespace Submission.Smtp.Server;

/// <summary>How the data of a message comes in.</summary>
/// <param name="begun">When it began.</param>
internal struct DataMeter(long begun)
{
    private long _received;

    /// <summary>How many octets were dropped, because the message is refused already.</summary>
    public long Dropped { get; private set; }

    public void Add(long octets, bool isDropped)
    {
        _received += octets;
        if (isDropped) Dropped += octets;
    }

    /// <summary>How long to wait for more, and the name of the bound that says so.</summary>
    public readonly (TimeSpan Limit, string Bound) Patience(SmtpServerOptions options, TimeProvider time)
    {
        TimeSpan elapsed = time.GetElapsedTime(begun);
        (TimeSpan Limit, string Bound) patience = (options.DataTimeout, SmtpBound.DataTime);
        if (options.MinimumDataRate > 0)
        {
            TimeSpan rest = options.DataTimeout + TimeSpan.FromSeconds((double)_received / options.MinimumDataRate) - elapsed;
            if (rest < patience.Limit) patience = (rest, SmtpBound.DataRate);
        }

        TimeSpan whole = options.MessageTimeout - elapsed;
        return whole < patience.Limit ? (whole, SmtpBound.MessageTime) : patience;
    }
}
