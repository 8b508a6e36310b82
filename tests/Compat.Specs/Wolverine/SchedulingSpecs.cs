using System.Text;
using IgG4FollowUp.TestSupport;
using Marten;
using Microsoft.Extensions.Hosting;
using Wolverine;

namespace Compat.Specs.WolverineSpecs;

public sealed record Plan(Guid Key, string How, bool Fails);

public sealed record Alarm(Guid Key);

public static class PlanHandler
{
    public static OutgoingMessages Handle(Plan message, IDocumentSession session)
    {
        session.Store(new Note { Id = message.Key, Text = "planned" });
        if (message.Fails) throw new InvalidOperationException("planned and failed");
        var alarm = new Alarm(message.Key);
        var later = DateTimeOffset.UtcNow.AddHours(1);
        var messages = new OutgoingMessages();
        switch (message.How)
        {
            case "delay":
                messages.Delay(alarm, TimeSpan.FromHours(1));
                break;
            case "schedule":
                messages.Schedule(alarm, later);
                break;
            case "delayed-for":
                messages.Add(alarm.DelayedFor(TimeSpan.FromHours(1)));
                break;
            default:
                messages.Add(alarm.ScheduledAt(later));
                break;
        }

        return messages;
    }

    public static void Handle(Alarm message, Envelope envelope, IDocumentSession session)
    {
        var colour = envelope.Headers.TryGetValue("colour", out var value) ? value : "none";
        Journal.Write(message.Key, $"{envelope.Attempts} {session.TenantId} {envelope.CorrelationId} {colour}");
    }
}

public sealed class SchedulingSpecs(PostgresServer postgres)
{
    [Theory]
    [InlineData("delay")]
    [InlineData("schedule")]
    [InlineData("delayed-for")]
    [InlineData("scheduled-at")]
    public async Task Q1_scheduling_from_a_handler_stores_a_scheduled_row_of_nobody(string how)
    {
        var (host, tables) = await StartAsync();
        using var running = host;
        await host.Bus().InvokeAsync(new Plan(Guid.NewGuid(), how, Fails: false));
        var row = (await tables.IncomingAsync()).ShouldHaveSingleItem();
        row["status"].ShouldBe("Scheduled");
        row["owner_id"].ShouldBe(0);
        row["received_at"].ShouldBe("local://compat.specs.wolverinespecs.alarm/");
        ((DateTime)row["execution_time"]!).ShouldBeInRange(DateTime.UtcNow.AddMinutes(59), DateTime.UtcNow.AddMinutes(61));
    }

    [Fact]
    public async Task Q1_nothing_is_scheduled_when_the_handler_does_not_commit()
    {
        var (host, tables) = await StartAsync();
        using var running = host;
        await Should.ThrowAsync<InvalidOperationException>(async () => await host.Bus().InvokeAsync(new Plan(Guid.NewGuid(), "delay", Fails: true)));
        (await tables.IncomingAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Q2_scheduling_outside_a_handler_stores_a_row_owned_by_this_node()
    {
        var (host, tables) = await StartAsync();
        using var running = host;
        await host.Bus().ScheduleAsync(new Alarm(Guid.NewGuid()), TimeSpan.FromHours(1));
        var row = (await tables.IncomingAsync()).ShouldHaveSingleItem();
        row["status"].ShouldBe("Scheduled");
        row["owner_id"].ShouldBe(1);
    }

    [Fact]
    public async Task Q3_a_due_message_runs_not_before_its_time_and_as_the_first_attempt()
    {
        var (host, tables) = await StartAsync();
        using var running = host;
        var key = Guid.NewGuid();
        var time = DateTimeOffset.UtcNow.AddSeconds(1);
        await host.Bus().ScheduleAsync(new Alarm(key), time);
        var lines = await Journal.ReadAsync(key, 1);
        DateTimeOffset.UtcNow.ShouldBeGreaterThanOrEqualTo(time);
        lines[0].ShouldStartWith("1 ");
        await tables.IncomingAsync(rows => rows is [var one] && one["status"] is "Handled");
    }

    [Fact]
    public async Task Q3_many_due_messages_are_all_run_once()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var host = await Service.StartAsync(
            database,
            o =>
            {
                o.Policies.UseDurableLocalQueues();
                o.Durability.RecoveryBatchSize = 10;
            },
            typeof(PlanHandler));
        var key = Guid.NewGuid();
        var time = DateTimeOffset.UtcNow.AddSeconds(1);
        for (var i = 0; i < 35; i++) await host.Bus().ScheduleAsync(new Alarm(key), time);
        var tables = new MessageTables(database);
        await tables.IncomingAsync(rows => rows.Count == 35 && rows.All(r => r["status"] is "Handled"));
        Journal.Read(key).Count.ShouldBe(35);
    }

    [Fact]
    public async Task Q4_a_time_in_the_past_runs_at_the_next_poll()
    {
        var (host, _) = await StartAsync();
        using var running = host;
        var key = Guid.NewGuid();
        await host.Bus().ScheduleAsync(new Alarm(key), DateTimeOffset.UtcNow.AddDays(-1));
        (await Journal.ReadAsync(key, 1)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Q5_scheduled_rows_survive_a_restart_and_are_nobodys_in_between()
    {
        var database = await postgres.CreateDatabaseAsync();
        var tables = new MessageTables(database);
        var key = Guid.NewGuid();
        var (first, _) = await StartAsync(database);
        using (first)
        {
            await first.Bus().ScheduleAsync(new Alarm(key), TimeSpan.FromHours(1));
            await first.StopAsync();
        }

        var row = (await tables.IncomingAsync()).ShouldHaveSingleItem();
        row["owner_id"].ShouldBe(0);
        row["status"].ShouldBe("Scheduled");
        await tables.ExecuteAsync("update wolverine_incoming_envelopes set execution_time = now()");
        var (second, _) = await StartAsync(database);
        using var running = second;
        (await Journal.ReadAsync(key, 1)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Q6_several_nodes_take_a_message_once()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var one = await StartBalancedAsync(database);
        using var two = await StartBalancedAsync(database);
        var key = Guid.NewGuid();
        for (var i = 0; i < 20; i++) await one.Bus().ScheduleAsync(new Alarm(key), TimeSpan.FromMilliseconds(300));
        await new MessageTables(database).IncomingAsync(rows => rows.Count == 20 && rows.All(r => r["status"] is "Handled"));
        Journal.Read(key).Count.ShouldBe(20);
        await one.StopAsync();
        await two.StopAsync();
    }

    [Fact]
    public async Task Q7_on_a_queue_that_is_not_durable_a_scheduled_message_has_no_row_and_still_runs()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var host = await Service.StartAsync(database, _ => { }, typeof(PlanHandler));
        var key = Guid.NewGuid();
        await host.Bus().ScheduleAsync(new Alarm(key), TimeSpan.FromMilliseconds(300));
        (await new MessageTables(database).IncomingAsync()).ShouldBeEmpty();
        (await Journal.ReadAsync(key, 1)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Q8_tenant_correlation_and_headers_are_those_of_the_scheduling_context()
    {
        var (host, _) = await StartAsync();
        using var running = host;
        var key = Guid.NewGuid();
        var options = new DeliveryOptions { TenantId = "north", CorrelationId = "the-correlation" }.WithHeader("colour", "blue");
        await host.Bus().ScheduleAsync(new Alarm(key), DateTimeOffset.UtcNow.AddMilliseconds(100), options);
        (await Journal.ReadAsync(key, 1)).ShouldBe(["1 north the-correlation blue"]);
    }

    [Fact]
    public async Task the_body_of_a_scheduled_message_has_the_layout_that_every_edition_reads()
    {
        var (host, tables) = await StartAsync();
        using var running = host;
        var key = Guid.NewGuid();
        var time = new DateTimeOffset(2031, 2, 3, 4, 5, 6, TimeSpan.Zero);
        await host.Bus().ScheduleAsync(new Alarm(key), time, new DeliveryOptions { TenantId = "north" });
        var row = (await tables.IncomingAsync()).ShouldHaveSingleItem();

        using var reader = new BinaryReader(new MemoryStream((byte[])row["body"]!));
        DateTime.FromBinary(reader.ReadInt64()).ToUniversalTime().ShouldBeInRange(DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow);
        var pairs = new Dictionary<string, string>();
        for (var left = reader.ReadInt32(); left > 0; left--) pairs.Add(reader.ReadString(), reader.ReadString());
        var json = Encoding.UTF8.GetString(reader.ReadBytes(reader.ReadInt32()));
        reader.BaseStream.Position.ShouldBe(reader.BaseStream.Length);

        pairs["message-type"].ShouldBe("Compat.Specs.WolverineSpecs.Alarm");
        pairs["reply-uri"].ShouldBe("local://replies/");
        pairs["content-type"].ShouldBe("application/json");
        pairs["accepted-content-types"].ShouldBe("application/json");
        pairs["destination"].ShouldBe("local://compat.specs.wolverinespecs.alarm/");
        pairs["tenant-id"].ShouldBe("north");
        pairs["time-to-send"].ShouldBe("2031-02-03T04:05:06.0000000");
        Guid.Parse(pairs["id"]).ShouldBe((Guid)row["id"]!);
        pairs.ShouldContainKey("source");
        pairs.ShouldContainKey("correlation-id");
        pairs.ShouldContainKey("conversation-id");
        json.ShouldBe($$"""{"key":"{{key}}"}""");
    }

    [Fact]
    public async Task a_row_with_only_the_necessary_keys_in_any_order_is_run()
    {
        var (host, tables) = await StartAsync();
        using var running = host;
        var (key, id) = (Guid.NewGuid(), Guid.NewGuid());
        using var stream = new MemoryStream();
        await using var writer = new BinaryWriter(stream);
        writer.Write(DateTime.UtcNow.ToBinary());
        writer.Write(5);
        foreach (var text in new[]
                 {
                     "tenant-id", "south", "colour", "green", "id", id.ToString(), "content-type", "application/json", "message-type",
                     "Compat.Specs.WolverineSpecs.Alarm",
                 })
        {
            writer.Write(text);
        }

        var json = Encoding.UTF8.GetBytes($$"""{"Key":"{{key}}"}""");
        writer.Write(json.Length);
        writer.Write(json);
        writer.Flush();
        await tables.ExecuteAsync($"""
            insert into wolverine_incoming_envelopes (id, status, owner_id, execution_time, attempts, body, message_type, received_at)
            values ('{id}', 'Scheduled', 0, now(), 0, '\x{Convert.ToHexString(stream.ToArray())}', 'Compat.Specs.WolverineSpecs.Alarm',
                'local://compat.specs.wolverinespecs.alarm/')
            """);
        (await Journal.ReadAsync(key, 1))[0].ShouldMatch("1 south .* green");
    }

    private async Task<(IHost Host, MessageTables Tables)> StartAsync() => await StartAsync(await postgres.CreateDatabaseAsync());

    private static async Task<(IHost Host, MessageTables Tables)> StartAsync(string database) =>
        (await Service.StartAsync(database, o => o.Policies.UseDurableLocalQueues(), typeof(PlanHandler)), new MessageTables(database));

    private static Task<IHost> StartBalancedAsync(string database) => Service.StartAsync(
        database,
        o =>
        {
            o.Durability.Mode = DurabilityMode.Balanced;
            o.Policies.UseDurableLocalQueues();
        },
        typeof(PlanHandler));
}
