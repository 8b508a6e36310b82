using JasperFx.Events;
using Marten;
using Wolverine;
using Wolverine.Marten;

namespace Compat.Specs.WolverineSpecs;

public sealed record OpenBasket(Guid BasketId, string Owner);

public static class OpenBasketHandler
{
    public static StartStream<Basket> Handle(OpenBasket message) =>
        MartenOps.StartStream<Basket>(message.BasketId, new BasketOpened(message.Owner));
}

public sealed record AddItem(Guid BasketId, string Item);

public static class AddItemHandler
{
    [AggregateHandler]
    public static ItemAdded Handle(AddItem message, Basket? basket)
    {
        Journal.Write(message.BasketId, basket is null ? "no basket" : basket.Owner);
        return new ItemAdded(message.Item);
    }
}

public sealed record AddItemAfterOther(Guid BasketId, string Item);

public static class AddItemAfterOtherHandler
{
    [AggregateHandler]
    public static async Task<ItemAdded> Handle(AddItemAfterOther message, Basket basket, IDocumentStore store)
    {
        if (Journal.Read(message.BasketId).Count == 0)
        {
            Journal.Write(message.BasketId, "overtaken");
            await using var other = store.LightweightSession();
            other.Events.Append(message.BasketId, new ItemAdded("faster"));
            await other.SaveChangesAsync();
        }
        else
        {
            Journal.Write(message.BasketId, $"sees {basket.Items.Count}");
        }

        return new ItemAdded(message.Item);
    }
}

public sealed record AddItemAtVersion(Guid BasketId, string Item, long Version);

public static class AddItemAtVersionHandler
{
    [AggregateHandler]
    public static ItemAdded Handle(AddItemAtVersion message, Basket? basket) => new(message.Item);
}

public sealed record AddItemAtMaybeVersion(Guid BasketId, string Item, long? Version);

public static class AddItemAtMaybeVersionHandler
{
    [AggregateHandler]
    public static ItemAdded Handle(AddItemAtMaybeVersion message, Basket? basket) => new(message.Item);
}

public sealed record AppendThroughStream(Guid BasketId, string Item);

public static class AppendThroughStreamHandler
{
    public static void Handle(AppendThroughStream message, [WriteAggregate] IEventStream<Basket> stream) =>
        stream.AppendOne(new ItemAdded(message.Item));
}

public sealed record WriteBasket(Guid BasketId, string Item);

public static class WriteBasketHandler
{
    public static ItemAdded Handle(WriteBasket message, [WriteAggregate] Basket basket)
    {
        Journal.Write(message.BasketId, $"write {basket.Owner}");
        return new ItemAdded(message.Item);
    }
}

public sealed record WriteMaybeBasket(Guid BasketId, string Item);

public static class WriteMaybeBasketHandler
{
    public static Events Handle(WriteMaybeBasket message, [WriteAggregate(Required = false)] Basket? basket)
    {
        Journal.Write(message.BasketId, basket is null ? "null" : "basket");
        return [];
    }
}

public sealed record ReadBasket(Guid BasketId);

public sealed record BasketSeen(string Owner, int Items);

public static class ReadBasketHandler
{
    public static BasketSeen Handle(ReadBasket message, [ReadAggregate] Basket basket)
    {
        Journal.Write(message.BasketId, "read");
        return new BasketSeen(basket.Owner, basket.Items.Count);
    }
}

public sealed record ReadMaybeBasket(Guid BasketId);

public static class ReadMaybeBasketHandler
{
    public static void Handle(ReadMaybeBasket message, [ReadAggregate(Required = false)] Basket? basket) =>
        Journal.Write(message.BasketId, basket is null ? "null" : "basket");
}

public sealed record ReturnList(Guid BasketId);

public sealed record ReturnPair(Guid BasketId);

public sealed record ReturnEventsAndMessage(Guid BasketId);

public sealed record ReturnEventsAndMessages(Guid BasketId);

public sealed record ReturnNullEvent(Guid BasketId);

public sealed record ReturnNoEvents(Guid BasketId);

public sealed record ReturnUpdated(Guid BasketId);

public sealed record Echo(Guid Key, string Text);

[AggregateHandler]
public static class ReturningHandler
{
    public static IEnumerable<object> Handle(ReturnList message, Basket basket)
    {
        yield return new ItemAdded("a");
        yield return new Noted("b");
    }

    public static (ItemAdded, Noted) Handle(ReturnPair message, Basket basket) => (new("a"), new("b"));

    public static (Events, Echo) Handle(ReturnEventsAndMessage message, Basket basket) =>
        ([new ItemAdded("a")], new Echo(message.BasketId, "echo"));

    public static (Events, OutgoingMessages) Handle(ReturnEventsAndMessages message, Basket basket) =>
        ([new ItemAdded("a"), new ItemAdded("b")], [new Echo(message.BasketId, "one"), new Echo(message.BasketId, "two")]);

    public static ItemAdded? Handle(ReturnNullEvent message, Basket basket) => null;

    public static Events Handle(ReturnNoEvents message, Basket basket) => [];

    public static (UpdatedAggregate<Basket>, Events) Handle(ReturnUpdated message, Basket basket) =>
        (new UpdatedAggregate<Basket>(), [new ItemAdded("newest")]);
}

public static class EchoHandler
{
    public static void Handle(Echo message) => Journal.Write(message.Key, message.Text);
}

public sealed record AddIfRoom(Guid BasketId, string Item);

public sealed record Answer(string Text);

public static class AddIfRoomHandler
{
    public static IEnumerable<string> Validate(AddIfRoom message, Basket basket) => basket.Items.Count > 0 ? ["the basket is full"] : [];

    public static (Answer, Events) Handle(AddIfRoom message, [WriteAggregate] Basket basket) =>
        (new Answer($"into the basket of {basket.Owner}"), [new ItemAdded(message.Item)]);
}

public sealed record AddExclusively(Guid BasketId, string Item);

public static class AddExclusivelyHandler
{
    [AggregateHandler(Wolverine.Marten.ConcurrencyStyle.Exclusive)]
    public static ItemAdded Handle(AddExclusively message, Basket basket) => new(message.Item);
}
