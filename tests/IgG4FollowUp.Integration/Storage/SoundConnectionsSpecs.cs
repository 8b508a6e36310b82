using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.TestSupport;
using Npgsql;

namespace IgG4FollowUp.Integration.Storage;

/// <summary>Statements that fail, in whatever execution, leave those that follow as they are.</summary>
public sealed class SoundConnectionsSpecs(PostgresServer postgres)
{
    private const int Clients = 4;
    private const int Each = 1_500;

    // Each fails for some values: when it is parsed, or when it is executed.
    private static readonly string[] Statements =
    [
        "select 6 / $1::int",
        "select $1::int + (select count(*)::int from pg_class where relname = 'pg_class')",
        "select 3 * $1::int / $1::int",
        "select missing from pg_class where oid = $1::int",
        "select sqrt(($1::int * 2 - 1)::float8)::int",
    ];

    [Fact]
    public async Task every_valid_statement_is_answered_among_thousands_that_fail_alone_and_in_batches()
    {
        using var connections = new SoundConnections(new(await postgres.CreateDatabaseAsync()));

        var failures = await Task.WhenAll(Enumerable.Range(0, Clients)
            .Select(client => SendAsync(connections.Database, new Random(client))));

        failures.Sum().ShouldBeGreaterThan(Clients * Each / 20);
    }

    private static async Task<int> SendAsync(NpgsqlDataSource database, Random random)
    {
        var failures = 0;
        for (var n = 0; n < Each; n++)
        {
            await using var batch = database.CreateBatch();
            var expected = new List<int?>();
            for (var statements = random.Next(1, 4); statements > 0; statements--)
            {
                // Most succeed, so that there is something to spoil; texts are many, so that prepared ones must make room.
                var (statement, value) = random.Next(10) == 0
                    ? (random.Next(Statements.Length), random.Next(0, 4))
                    : (random.Next(2), random.Next(1, 4));
                batch.BatchCommands.Add(new($"{Statements[statement]} -- {random.Next(120)}") { Parameters = { new() { Value = value } } });
                expected.Add(Answer(statement, value));
            }

            var fails = expected.Contains(null);
            try
            {
                (await ReadAsync(batch)).ShouldBe(expected);
                fails.ShouldBeFalse();
            }
            catch (PostgresException e)
                when (fails && e.SqlState is PostgresErrorCodes.DivisionByZero or PostgresErrorCodes.UndefinedColumn or "2201F")
            {
                failures++;
            }
        }

        return failures;
    }

    private static int? Answer(int statement, int value) => statement switch
    {
        0 => value == 0 ? null : 6 / value,
        1 => value + 1,
        2 => value == 0 ? null : 3,
        3 => null,
        _ => value == 0 ? null : (int)Math.Round(Math.Sqrt(value * 2 - 1), MidpointRounding.ToEven),
    };

    private static async Task<List<int?>> ReadAsync(NpgsqlBatch batch)
    {
        var answers = new List<int?>();
        await using var reader = await batch.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        do
        {
            while (await reader.ReadAsync(TestContext.Current.CancellationToken)) answers.Add(reader.GetInt32(0));
        }
        while (await reader.NextResultAsync(TestContext.Current.CancellationToken));
        return answers;
    }
}
