using IgG4FollowUp.TestSupport;
using Npgsql;

namespace Compat.Specs;

public sealed class PostgresSpecs(PostgresServer postgres)
{
    [Fact]
    public async Task each_test_database_is_a_real_postgresql_of_version_15_or_later()
    {
        await using var connection = new NpgsqlConnection(await postgres.CreateDatabaseAsync());
        await connection.OpenAsync();
        connection.PostgreSqlVersion.Major.ShouldBeGreaterThanOrEqualTo(15);
    }
}
