using System.Text;
using IgG4FollowUp.TestSupport;
using JasperFx;
using Marten;
using Marten.Exceptions;
using Npgsql;

namespace Compat.Specs.Storage;

public sealed class DocumentSpecs(PostgresServer postgres) : StoreSpecs(postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task D1_store_upserts_and_assigns_an_empty_guid_at_the_call_but_refuses_an_empty_string()
    {
        await using var session = Plain().LightweightSession();
        var person = new Person { Name = "first" };
        session.Store(person);
        person.Id.ShouldNotBe(Guid.Empty);
        await session.SaveChangesAsync();
        person.Name = "second";
        session.Store(person);
        await session.SaveChangesAsync();
        (await session.LoadAsync<Person>(person.Id))!.Name.ShouldBe("second");
        (await ScalarAsync<string>("select mt_dotnet_type from mt_doc_person")).ShouldBe(typeof(Person).FullName);
        Should.Throw<InvalidOperationException>(() => session.Store(new Label { Text = "no id" }));
    }

    [Fact]
    public async Task D2_inserting_an_existing_id_throws_and_deleting_a_missing_one_does_nothing()
    {
        await using var session = Plain().LightweightSession();
        var person = new Person { Id = NewId(), Name = "x" };
        session.Insert(person);
        await session.SaveChangesAsync();
        session.Insert(person);
        await Should.ThrowAsync<DocumentAlreadyExistsException>(() => session.SaveChangesAsync());
        session.EjectAllPendingChanges();

        session.Delete<Person>(NewId());
        await session.SaveChangesAsync();
        (await session.CheckExistsAsync<Person>(person.Id)).ShouldBeTrue();
        session.Delete(person);
        await session.SaveChangesAsync();
        (await session.CheckExistsAsync<Person>(person.Id)).ShouldBeFalse();
    }

    [Fact]
    public async Task D3_loading_twice_in_a_lightweight_session_gives_two_instances()
    {
        await using var session = Plain().LightweightSession();
        var label = new Label { Id = "a", Text = "x" };
        session.Store(label);
        await session.SaveChangesAsync();
        var first = await session.LoadAsync<Label>("a");
        (await session.LoadAsync<Label>("a")).ShouldNotBeSameAs(first);
        (await session.LoadAsync<Label>("b")).ShouldBeNull();
    }

    [Fact]
    public async Task D4_load_many_omits_unknown_ids_and_returns_a_duplicated_id_once()
    {
        await using var session = Plain().LightweightSession();
        var (one, two) = (new Person { Id = NewId(), Name = "1" }, new Person { Id = NewId(), Name = "2" });
        session.Store(one, two);
        session.Store(new Label { Id = "a" });
        await session.SaveChangesAsync();
        (await session.LoadManyAsync<Person>(one.Id, two.Id, one.Id, NewId())).Select(p => p.Name).Order().ShouldBe(["1", "2"]);
        (await session.LoadManyAsync<Person>(Token, [two.Id])).Single().Name.ShouldBe("2");
        (await session.LoadManyAsync<Label>("a", "b")).Single().Id.ShouldBe("a");
    }

    [Fact]
    public async Task D5_a_fragment_gets_the_document_select_a_statement_maps_its_first_column_and_scalars_are_read()
    {
        await using var session = await WithPeopleAsync();
        (await session.QueryAsync<Person>("where data ->> 'Name' = ?", "ann")).Single().Age.ShouldBe(30);
        (await session.QueryAsync<Person>("order by data ->> 'Name'")).Select(p => p.Name).ShouldBe(["ann", "bob"]);
        (await session.QueryAsync<Person>("select data from mt_doc_person where data ->> 'Name' = ?", Token, "bob")).Single().Name.ShouldBe("bob");
        (await session.QueryAsync<long>("select count(*) from mt_doc_person")).ShouldBe([2L]);
        (await session.QueryAsync<string>("select data ->> 'Name' from mt_doc_person order by 1")).ShouldBe(["ann", "bob"]);
    }

    [Fact]
    public async Task D6_json_is_given_as_stored_and_streamed_as_an_array()
    {
        await using var session = await WithPeopleAsync();
        var ann = (await session.QueryAsync<Person>("where data ->> 'Name' = ?", "ann")).Single();
        (await session.Json.FindByIdAsync<Person>(ann.Id)).ShouldBe(await ScalarAsync<string>("select data::text from mt_doc_person where id = $1", ann.Id));
        (await session.Json.FindByIdAsync<Person>(NewId())).ShouldBeNull();

        using var one = new MemoryStream();
        (await session.Json.StreamById<Person>(ann.Id, one)).ShouldBeTrue();
        Encoding.UTF8.GetString(one.ToArray()).ShouldContain("\"ann\"");
        (await session.Json.StreamById<Person>(NewId(), one)).ShouldBeFalse();

        using var all = new MemoryStream();
        (await session.StreamJson<Person>(all, Token, "order by data ->> 'Name'")).ShouldBe(2);
        System.Text.Json.JsonSerializer.Deserialize<Person[]>(all.ToArray())!.Select(p => p.Name).ShouldBe(["ann", "bob"]);
    }

    [Fact]
    public async Task D7_queued_sql_runs_in_order_in_the_transaction_and_its_failure_rolls_everything_back()
    {
        await using var session = await WithPeopleAsync();
        var carl = new Person { Id = NewId(), Name = "carl" };
        session.Store(carl);
        session.QueueSqlCommand("update mt_doc_person set data = data || ?::jsonb where id = ?", """{"Age": 77}""", carl.Id);
        await session.SaveChangesAsync();
        (await session.LoadAsync<Person>(carl.Id))!.Age.ShouldBe(77);

        session.Store(new Person { Name = "dora" });
        session.Events.Append(NewId(), new Noted("x"));
        session.QueueSqlCommand("insert into nowhere values (?)", 1);
        session.Store(new Person { Name = "emma" });
        var thrown = await Should.ThrowAsync<MartenCommandException>(() => session.SaveChangesAsync());
        thrown.InnerException.ShouldBeOfType<PostgresException>().SqlState.ShouldBe(PostgresErrorCodes.UndefinedTable);
        (await ScalarAsync<long>("select count(*) from mt_doc_person")).ShouldBe(3);
        (await ScalarAsync<long>("select count(*) from mt_events")).ShouldBe(0);
        (await ScalarAsync<long>("select count(*) from mt_streams")).ShouldBe(0);
    }

    [Fact]
    public async Task a_unit_of_work_of_many_pages_is_one_transaction()
    {
        var store = Store(o => o.UpdateBatchSize = 7);
        await using var session = store.LightweightSession();
        for (var i = 0; i < 40; i++) session.Store(new Person { Name = $"{i}" });
        session.QueueSqlCommand("select 1 / ?", 0);
        await Should.ThrowAsync<MartenCommandException>(() => session.SaveChangesAsync());
        (await ScalarAsync<long>("select count(*) from mt_doc_person")).ShouldBe(0);

        session.EjectAllPendingChanges();
        for (var i = 0; i < 40; i++) session.Store(new Person { Name = $"{i}" });
        await session.SaveChangesAsync();
        (await ScalarAsync<long>("select count(*) from mt_doc_person")).ShouldBe(40);
    }

    [Fact]
    public async Task D8_a_revisioned_document_starts_at_one_and_grows_by_one_per_store()
    {
        var store = Plain();
        var id = NewId();
        for (var expected = 1; expected <= 3; expected++)
        {
            await using var session = store.LightweightSession();
            session.Store(new Revision { Id = id, Text = $"{expected}" });
            await session.SaveChangesAsync();
            (await session.LoadAsync<Revision>(id))!.Version.ShouldBe(expected);
        }
    }

    [Fact]
    public async Task D9_a_question_mark_without_a_parameter_throws_unless_another_placeholder_is_named()
    {
        await using var session = await WithPeopleAsync();
        await Should.ThrowAsync<InvalidOperationException>(() => session.QueryAsync<Person>("where data ? 'Name'"));
        (await session.QueryAsync<Person>('^', "where data ? 'Name' and data ->> 'Name' = ^", "ann")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task D10_queued_sql_must_be_one_statement_and_return_no_rows()
    {
        await using var session = await WithPeopleAsync();
        Should.Throw<ArgumentOutOfRangeException>(() => session.QueueSqlCommand("delete from mt_doc_person; delete from mt_doc_person"));

        session.Store(new Person { Name = "carl" });
        session.QueueSqlCommand("select 'a row'");
        session.Events.Append(NewId(), new Noted("x"));
        await Should.ThrowAsync<Exception>(() => session.SaveChangesAsync());
        (await ScalarAsync<long>("select count(*) from mt_doc_person")).ShouldBe(2);
    }

    [Fact]
    public async Task D11_without_automatic_creation_a_missing_table_surfaces()
    {
        var store = Store(o => o.AutoCreateSchemaObjects = AutoCreate.None);
        await using var session = store.LightweightSession();
        var thrown = await Should.ThrowAsync<MartenCommandException>(() => session.LoadAsync<Person>(NewId()));
        thrown.InnerException.ShouldBeOfType<PostgresException>().SqlState.ShouldBe(PostgresErrorCodes.UndefinedTable);
        session.Store(new Person { Name = "x" });
        thrown = await Should.ThrowAsync<MartenCommandException>(() => session.SaveChangesAsync());
        thrown.InnerException.ShouldBeOfType<PostgresException>().SqlState.ShouldBe(PostgresErrorCodes.UndefinedTable);
    }

    [Fact]
    public async Task a_session_s_own_transaction_is_committed_by_save_and_lost_without_it()
    {
        var store = Plain();
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await using (var lost = store.LightweightSession())
        {
            await lost.BeginTransactionAsync(Token);
            lost.Store(new Person { Name = "lost" });
        }

        await using var session = store.LightweightSession();
        await session.BeginTransactionAsync(Token);
        session.Store(new Person { Name = "kept" });
        await session.SaveChangesAsync();
        (await LinesAsync("select data ->> 'Name' from mt_doc_person")).ShouldBe(["kept"]);
    }

    [Fact]
    public async Task a_serialization_failure_is_a_concurrent_update()
    {
        var store = Plain();
        var person = new Person { Id = NewId(), Name = "x" };
        await using var first = store.LightweightSession();
        first.Store(person);
        await first.SaveChangesAsync();

        await using var second = store.LightweightSession(System.Data.IsolationLevel.RepeatableRead);
        await second.BeginTransactionAsync(Token);
        await second.LoadAsync<Person>(person.Id);
        first.Store(person);
        await first.SaveChangesAsync();
        second.Store(person);
        await Should.ThrowAsync<ConcurrentUpdateException>(() => second.SaveChangesAsync());
    }

    [Fact]
    public async Task objects_of_several_types_are_stored_by_what_they_are()
    {
        await using var session = Plain().LightweightSession();
        session.Store<object>(new Person { Name = "x" }, new Label { Id = "a" });
        await session.SaveChangesAsync();
        (await ScalarAsync<long>("select (select count(*) from mt_doc_person) + (select count(*) from mt_doc_label)")).ShouldBe(2);
    }

    [Fact]
    public async Task the_serializer_writes_names_as_declared_and_enums_as_numbers_unless_told_otherwise()
    {
        await using (var session = Plain().LightweightSession())
        {
            session.Store(new Coloured { Id = "1", Paint = Paint.Red });
            await session.SaveChangesAsync();
        }

        var store = Store(o => o.UseSystemTextJsonForSerialization(Weasel.Core.EnumStorage.AsString, Weasel.Core.Casing.CamelCase));
        await using (var session = store.LightweightSession())
        {
            session.Store(new Coloured { Id = "2", Paint = Paint.Red });
            await session.SaveChangesAsync();
            (await session.LoadAsync<Coloured>("2"))!.Paint.ShouldBe(Paint.Red);
        }

        (await LinesAsync("select data -> 'Paint', data -> 'Note' from mt_doc_coloured where id = '1'")).ShouldBe(["1 | null"]);
        (await LinesAsync("select lower(data ->> 'paint') from mt_doc_coloured where id = '2'")).ShouldBe(["red"]);
    }

    private DocumentStore Plain() => Store(_ => { });

    private async Task<IDocumentSession> WithPeopleAsync()
    {
        var session = Plain().LightweightSession();
        session.Store(new Person { Name = "ann", Age = 30 }, new Person { Name = "bob", Age = 40 });
        await session.SaveChangesAsync();
        return session;
    }
}

public sealed class Revision : ILongVersioned
{
    public Guid Id { get; set; }
    public string Text { get; set; } = "";
    public long Version { get; set; }
}

public enum Paint
{
    Blue,
    Red,
}

public sealed class Coloured
{
    public string Id { get; set; } = "";
    public Paint Paint { get; set; }
    public string? Note { get; set; }
}
