using System.Text.Json;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Integration.Hosting;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace IgG4FollowUp.Integration.Storage;

/// <summary>An enumeration is stored by the names of its members, whose order may change.</summary>
public sealed class StoredEnumerationSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    [Fact]
    public void nothing_that_is_stored_numbers_the_members_of_an_enumeration()
    {
        var store = service.Host.Services.GetRequiredService<IDocumentStore>().Options;
        var json = new JsonSerializerOptions();
        EntryJson.Configure(json);

        var enumerations = Reached(
            [
                .. store.AllKnownDocumentTypes().Select(document => document.DocumentType),
                .. store.Events.AllKnownEventTypes().Select(@event => @event.EventType),
            ],
            json).Where(type => type.IsEnum).ToList();

        enumerations.ShouldContain(typeof(Urgency));
        enumerations.ShouldContain(typeof(SparingAgent));
        enumerations.Where(type => JsonSerializer.SerializeToElement(Enum.GetValues(type).GetValue(0), type, json).ValueKind
            != JsonValueKind.String).ShouldBeEmpty();
    }

    // Every type of which a stored text may hold a value.
    private static HashSet<Type> Reached(IEnumerable<Type> stored, JsonSerializerOptions json)
    {
        var (reached, open) = (new HashSet<Type>(), new Stack<Type>(stored.Where(IsOurs)));
        while (open.TryPop(out var next))
        {
            var type = Nullable.GetUnderlyingType(next) ?? next;
            if (!reached.Add(type)) continue;
            var told = json.GetTypeInfo(type);
            if (told.ElementType is { } element) open.Push(element);
            foreach (var derived in told.PolymorphismOptions?.DerivedTypes ?? []) open.Push(derived.DerivedType);
            foreach (var property in told.Properties.Where(property => property.Get is not null && property.CustomConverter is null))
                open.Push(property.PropertyType);
        }

        return reached;
    }

    private static bool IsOurs(Type type) => type.Assembly.GetName().Name!.StartsWith("IgG4FollowUp.", StringComparison.Ordinal);
}
