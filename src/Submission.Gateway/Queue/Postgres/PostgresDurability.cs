using Npgsql;

namespace Submission.Gateway.Queue.Postgres;

/// <summary>Sees to it that what the database calls committed survives a power cut.</summary>
internal static class PostgresDurability
{
    /// <exception cref="QueueUnavailableException">It would not.</exception>
    public static async Task VerifyAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (connection.PostgreSqlVersion.Major < 15) throw new QueueUnavailableException($"The queue needs PostgreSQL 15 or newer; this is {connection.PostgreSqlVersion}.");
        foreach (string setting in (string[])["fsync", "full_page_writes", "synchronous_commit"])
        {
            using var command = new NpgsqlCommand($"SHOW {setting}", connection);
            string value = (string)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
            if (value is "off" or "local")
            {
                throw new QueueUnavailableException($"PostgreSQL's setting {setting} is {value}, so that mail that was accepted could be lost with the power or the server. Set it to on.");
            }
        }
    }
}
