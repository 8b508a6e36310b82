using IgG4FollowUp.Api.Proof;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Durability;

namespace IgG4FollowUp.Integration.Proof;

/// <summary>Whoever changes the database behind the service's back is found out, whatever they change.</summary>
public sealed class TamperSpecs(SealedLogService log) : IClassFixture<SealedLogService>
{
    // When something last happened in a stream: the events say so themselves, and nothing reads it.
    private const string Unread = "timestamp";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task what_nobody_touched_is_as_it_was_sealed()
    {
        var verification = await log.VerifyAsync(log.Elsewhere);

        verification.Findings.ShouldBeEmpty();
        verification.Sealed.ShouldBeGreaterThan(300);
        verification.Unsealed.ShouldBe(0);
        // How often the service sealed by itself meanwhile is not known; each time counts, and what was kept elsewhere.
        verification.Checkpoints.ShouldBe(
            1 + (int)await log.Database.ScalarAsync<long>($"select count(*) from {SealedLog.CheckpointTable}"));
        verification.Checkpoints.ShouldBeGreaterThanOrEqualTo(3);
    }

    [Theory]
    [InlineData(StorageNames.Events)]
    [InlineData(StorageNames.Streams)]
    [InlineData(SealedLog.LeafTable)]
    [InlineData(SealedLog.NodeTable)]
    [InlineData(SealedLog.CheckpointTable)]
    public async Task a_changed_cell_of_any_column_is_found(string table)
    {
        var columns = await ColumnsAsync(table);
        columns.Count.ShouldBeGreaterThan(1);
        foreach (var (column, type) in columns.Where(one => table != StorageNames.Streams || one.Column != Unread))
        {
            foreach (var row in new[] { "asc", "desc" })
            {
                await log.WithAsync(
                    $"""
                    update {table} set "{column}" = {Other(column, type)}
                    where ctid = (select t.ctid from {table} t {Ordinary(table)} order by t.ctid {row} limit 1)
                    """,
                    async () => (await log.VerifyAsync(log.Elsewhere)).Findings.ShouldNotBeEmpty($"{table}.{column} {row}"));
            }
        }

        (await log.VerifyAsync()).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_removed_event_is_named() => await FindsAsync(
        $"delete from {StorageNames.Events} where seq_id = 7", "event-removed", "7");

    [Fact]
    public async Task an_event_that_was_put_in_between_is_named() => await FindsAsync(
        $"""
        insert into {StorageNames.Events} (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, is_archived)
        select -5, gen_random_uuid(), stream_id, 5000, data, type, timestamp, tenant_id, false from {StorageNames.Events} where seq_id = 7
        """, "event-inserted", "-5");

    [Fact]
    public async Task a_changed_event_is_named() => await FindsAsync(
        $"update {StorageNames.Events} set user_name = 'somebody else' where seq_id = 7", "event-changed", "7");

    [Fact]
    public async Task a_changed_event_is_found_though_its_leaf_was_made_anew() => await log.WithAsync(
        $$"""
        with forged as (update {{StorageNames.Events}} set user_name = 'somebody else' where seq_id = 7)
        update {{SealedLog.LeafTable}} set salt = decode(repeat('00', 32), 'hex'), commitment = decode(repeat('00', 32), 'hex')
        where sequence = 7
        """,
        async () => (await log.VerifyAsync()).Findings.Select(finding => finding.Code).ShouldContain("tree-changed"));

    [Fact]
    public async Task the_end_of_the_log_that_was_cut_off_with_all_that_vouched_for_it_is_found_by_a_checkpoint_kept_elsewhere()
    {
        var size = (await log.VerifyAsync()).Sealed;
        await log.WithAsync(
            $"""
            delete from {StorageNames.Events} where seq_id >= (select sequence from {SealedLog.LeafTable} where index = 100);
            delete from {StorageNames.Streams} s
            where not exists (select from {StorageNames.Events} e where e.tenant_id = s.tenant_id and e.stream_id = s.id);
            update {StorageNames.Streams} s set version = e.version
            from (select stream_id, max(version) as version from {StorageNames.Events} group by stream_id) e where e.stream_id = s.id;
            delete from {SealedLog.LeafTable} where index >= 100;
            delete from {SealedLog.NodeTable};
            delete from {SealedLog.CheckpointTable}
            """,
            async () =>
            {
                var cut = (await log.VerifyAsync(log.Elsewhere)).Findings;
                cut.Select(finding => finding.Code).ShouldContain("log-cut");
                cut.Select(finding => finding.Code).ShouldNotContain("stream-changed");
            });
        (await log.VerifyAsync()).Sealed.ShouldBe(size);
    }

    [Fact]
    public async Task a_checkpoint_signed_by_somebody_else_does_not_count()
    {
        var forged = NoteSigner.Create(log.Key.Verifier.Name)
            .Sign(new Checkpoint(log.Key.Verifier.Name, 1, MerkleTree.Empty).Text).ToString();

        (await log.VerifyAsync(forged)).Findings.ShouldHaveSingleItem().Code.ShouldBe("signature-invalid");
    }

    [Fact]
    public async Task the_command_tells_it_in_sentences_and_by_its_exit_code()
    {
        var folder = Path.Combine(Path.GetTempPath(), "igg4-verify-" + Guid.NewGuid().ToString("N")[..10]);
        Directory.CreateDirectory(folder);
        try
        {
            var kept = Path.Combine(folder, "kept.txt");
            await File.WriteAllTextAsync(kept, log.Elsewhere, Cancellation);
            string[] command = ["verify", "--data-folder", folder, "--key", log.Key.Verifier.Text, "--checkpoint", kept];
            var settings = new Dictionary<string, string?> { ["ConnectionStrings__Postgres"] = log.ConnectionString };

            var whole = await CommandProcess.RunAsync(command, settings);

            whole.Code.ShouldBe(0, string.Join('\n', whole.Error));
            whole.Output.ShouldHaveSingleItem().ShouldEndWith("all is as it was sealed.");
            await log.WithAsync(
                $"update {StorageNames.Events} set data = data || jsonb_build_object('note', 'nothing') where seq_id = 7",
                async () =>
                {
                    var changed = await CommandProcess.RunAsync(command, settings);
                    changed.Code.ShouldBe(1);
                    changed.Output.ShouldContain("event-changed: Event 7 is not what was sealed.");
                    changed.Output[^1].ShouldMatch(@": (?:1 finding|(?:[2-9]|[1-9][0-9]+) findings)\.\z");
                });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task FindsAsync(string sql, string code, string sequence) => await log.WithAsync(sql, async () =>
    {
        var findings = (await log.VerifyAsync()).Findings;
        findings.ShouldContain(finding => finding.Code == code && finding.Detail.Contains($" {sequence} ", StringComparison.Ordinal));
        findings.ShouldAllBe(finding => finding.Code == code || finding.Code == "stream-changed");
    });

    private async Task<List<(string Column, string Type)>> ColumnsAsync(string table)
    {
        await using var command = log.Database.CreateCommand(
            "select column_name, data_type from information_schema.columns where table_schema || '.' || table_name = $1");
        command.Parameters.Add(new() { Value = table });
        var columns = new List<(string, string)>();
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        while (await reader.ReadAsync(Cancellation)) columns.Add((reader.GetString(0), reader.GetString(1)));
        return columns;
    }

    // The store's own rows, such as tombstones, are no events.
    private static string Ordinary(string table) =>
        table == StorageNames.Events ? $"join {SealedLog.LeafTable} l on l.sequence = t.seq_id"
        : table == StorageNames.Streams
            ? $"join {StorageNames.Events} e on e.stream_id = t.id and e.tenant_id = t.tenant_id and e.version = 1 "
                + $"join {SealedLog.LeafTable} l on l.sequence = e.seq_id"
        : "";

    private static string Other(string column, string type) => type switch
    {
        "bigint" => $"coalesce(\"{column}\", 0) + 1000003",
        "smallint" => $"\"{column}\" + 1",
        "character varying" or "text" => $"coalesce(\"{column}\", '') || 'x'",
        "uuid" => "gen_random_uuid()",
        "jsonb" => $"\"{column}\" || '{{\"forged\": true}}'",
        "timestamp with time zone" => $"\"{column}\" + interval '1 second'",
        "boolean" => $"not coalesce(\"{column}\", false)",
        "bytea" => $"decode('00', 'hex') || coalesce(\"{column}\", '')",
        _ => throw new ArgumentException($"A column of type {type} has no other value here."),
    };
}
