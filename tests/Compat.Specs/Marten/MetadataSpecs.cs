using System.Diagnostics;
using IgG4FollowUp.TestSupport;
using Marten;

namespace Compat.Specs.Storage;

public sealed class MetadataSpecs(PostgresServer postgres) : StoreSpecs(postgres)
{
    private const string A = "clinic-a";
    private const string Columns = "select correlation_id, causation_id, user_name, headers ->> 'k' from mt_events order by seq_id";

    [Fact]
    public async Task M1_the_session_s_metadata_is_on_every_event_of_the_save()
    {
        var store = WithMetadata();
        await using var session = Described(store);
        session.Events.StartStream<Account>(NewId(), new Opened("x"), new Deposited(1));
        session.Events.Append(NewId(), new Noted("y"));
        await session.SaveChangesAsync();
        (await LinesAsync(Columns)).ShouldAllBe(line => line == "corr | cause | ann | v");

        await using var query = store.QuerySession(A);
        var read = (await query.Events.FetchStreamAsync((await ScalarAsync<Guid>("select stream_id from mt_events where seq_id = 3")))).Single();
        (read.CorrelationId, read.CausationId, read.UserName, read.GetHeader("k")).ShouldBe(("corr", "cause", "ann", "v"));
    }

    [Fact]
    public async Task M2_an_event_s_own_values_win_except_headers_where_the_session_wins_key_by_key()
    {
        var store = WithMetadata();
        await using var session = Described(store);
        var e = session.Events.BuildEvent(new Noted("x"));
        (e.CorrelationId, e.CausationId, e.UserName) = ("own-corr", "own-cause", "own-user");
        e.SetHeader("k", "own");
        e.SetHeader("other", "kept");
        session.Events.Append(NewId(), e);
        await session.SaveChangesAsync();
        (await LinesAsync(Columns)).ShouldBe(["own-corr | own-cause | own-user | v"]);
        (await ScalarAsync<string>("select headers ->> 'other' from mt_events")).ShouldBe("kept");
    }

    [Fact]
    public async Task M3_a_new_session_takes_its_ids_from_the_current_activity()
    {
        var store = WithMetadata();
        Activity.Current = null;
        await using (var bare = store.LightweightSession(A))
        {
            bare.CorrelationId.ShouldBeNull();
            bare.CausationId.ShouldBeNull();
            bare.LastModifiedBy.ShouldBeNull();
        }

        using var parent = new Activity("parent").Start();
        using var child = new Activity("child").Start();
        await using var session = store.LightweightSession(A);
        session.CorrelationId.ShouldBe(child.RootId);
        session.CausationId.ShouldBe(child.ParentId);
    }

    [Fact]
    public async Task M4_enabling_all_metadata_leaves_the_user_name_out()
    {
        var store = Conjoined(o => o.Events.MetadataConfig.EnableAll());
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        const string columns = "select column_name::text from information_schema.columns where table_name = 'mt_events' "
            + "and column_name in ('correlation_id', 'causation_id', 'headers', 'user_name') order by 1";
        (await LinesAsync(columns)).ShouldBe(["causation_id", "correlation_id", "headers"]);

        await WithMetadata().Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        (await LinesAsync(columns)).ShouldBe(["causation_id", "correlation_id", "headers", "user_name"]);
    }

    [Fact]
    public async Task M5_event_ids_are_never_empty_and_kept_when_given()
    {
        var store = Conjoined();
        await using var session = store.LightweightSession(A);
        var given = session.Events.BuildEvent(new Noted("x"));
        given.Id = NewId();
        var kept = given.Id;
        var action = session.Events.Append(NewId(), given, new Noted("y"));
        await session.SaveChangesAsync();
        action.Events[0].Id.ShouldBe(kept);
        action.Events[1].Id.ShouldNotBe(Guid.Empty);
        (await ScalarAsync<Guid>("select id from mt_events order by version limit 1")).ShouldBe(kept);
    }

    [Fact]
    public async Task M6_headers_keep_their_json_types()
    {
        var store = WithMetadata();
        await using var session = store.LightweightSession(A);
        session.SetHeader("number", 42);
        session.SetHeader("flag", true);
        session.SetHeader("text", "42");
        session.GetHeader("number").ShouldBe(42);
        session.Events.Append(NewId(), new Noted("x"));
        await session.SaveChangesAsync();
        (await LinesAsync("select jsonb_typeof(headers -> 'number'), jsonb_typeof(headers -> 'flag'), jsonb_typeof(headers -> 'text') from mt_events"))
            .ShouldBe(["number | boolean | string"]);
    }

    [Fact]
    public async Task M8_without_headers_the_column_is_null_after_a_start_and_json_null_after_an_append()
    {
        var store = WithMetadata();
        var id = await StartedAsync(store, A, new Opened("x"));
        await AppendedAsync(store, A, id, new Deposited(1));
        (await LinesAsync("select headers is null, headers = 'null'::jsonb from mt_events order by version")).ShouldBe(["True | -", "False | True"]);
    }

    private static IDocumentSession Described(DocumentStore store)
    {
        var session = store.LightweightSession(A);
        (session.CorrelationId, session.CausationId, session.LastModifiedBy) = ("corr", "cause", "ann");
        session.SetHeader("k", "v");
        return session;
    }

    private DocumentStore WithMetadata() => Conjoined(o =>
    {
        o.Events.MetadataConfig.EnableAll();
        o.Events.MetadataConfig.UserNameEnabled = true;
    });
}
