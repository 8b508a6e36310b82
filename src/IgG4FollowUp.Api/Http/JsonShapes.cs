using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Http;

/// <summary>Reads the shape of a body off its type: JSON names, required members, and the limits declared on the properties.</summary>
public static class JsonShapes
{
    private static readonly ConcurrentDictionary<Type, JsonShape> Cache = new();
    private static readonly NullabilityInfoContext Nullability = new();
    private static readonly Lock NullabilityLock = new();

    /// <summary>The shape of a body. <c>entryId</c> is optional in it: the service gives one when the client does not.</summary>
    public static JsonShape Of(Type type) => Cache.GetOrAdd(type, static t => Build(t, null));

    /// <summary>
    /// The shape of an entry as it is recorded: the id of what it belongs to may be left out where one alone can be meant.
    /// </summary>
    public static ObjectShape Recorded(EntryKind kind) => kind.PartOf is { Joined: not null, Member: var member, What: var what }
        ? WithOptional((ObjectShape)Of(kind.Type), member, $"It may be left out where the record holds only one {what} that can be meant.")
        : (ObjectShape)Of(kind.Type);

    /// <summary>The shape of an entry inside a visit, whose date is the visit's when it is left out.</summary>
    public static ObjectShape InVisit(EntryKind kind) => WithOptional(Recorded(kind), kind.DateMember, "Left out, it is the visit's.");

    private static ObjectShape WithOptional(ObjectShape shape, string member, string words) =>
        new(shape.Members.Select(m => m.Name == member
            ? m with { Required = false, Shape = m.Shape with { Description = $"{m.Shape.Description} {words}".TrimStart() } } : m))
        {
            Description = shape.Description,
        };

    private static JsonShape Build(Type type, PropertyInfo? property)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return Text(property);
        if (type == typeof(bool)) return new TrueOrFalseShape();
        if (type == typeof(int)) return Number(property, integer: true);
        if (type == typeof(decimal)) return Number(property, integer: false);
        if (type == typeof(Guid))
        {
            const string Expected = "This must be a UUID such as '01980000-0000-7000-8000-000000000000', and not the nil UUID.";
            return Parsed("uuid", ParameterText.IsId, Expected) with
            {
                OneForm = text => text.ToLowerInvariant(),
                Pattern = ParameterText.IdPattern,
            };
        }

        if (type == typeof(DateOnly))
            return Parsed("date", IsDay, "This must be a real calendar date 'YYYY-MM-DD' from 1900 to 2200.") with
            {
                Example = "2024-09-11",
            };
        if (type == typeof(ClinicalDate))
            return Parsed("clinical-date", text => ClinicalDate.TryParse(text, out _), ClinicalDate.Expected) with
            {
                Example = "2024-03-11",
            };
        if (type == typeof(SpinalLevels))
            return Parsed("spinal-levels", text => SpinalLevels.TryRead(text, out _), SpinalLevels.Expected) with
            {
                Example = "C5-T4 and T1-T6",
            };
        if (type == typeof(Quantity))
            return Parsed("quantity", text => Quantity.TryRead(text, out _), $"{Quantity.Expected} Units: {UnitsByAnalyte}.") with
            {
                Example = "135 mg/dL",
            };
        if (type == typeof(LabResult))
            return Parsed("lab-result", text => LabResult.TryRead(text, out _), $"{LabResult.Expected} Units: {UnitsByAnalyte}.") with
            {
                Example = "135 mg/dL",
            };
        if (type == typeof(IsncsciExamination))
            return new ParsedTextShape("isncsci-examination", ExaminationFault)
            {
                Example = IsncsciText.PrintOnOneLine(IsncsciExamination.AllNormal),
            };
        if (type.IsEnum) return new ChoiceShape([.. StoredName.All(type)]);
        if (type == typeof(ClinicalEntry)) return AnyEntry();
        if (ItemOf(type) is { } item) return List(item, property);
        return Object(type, tag: null);
    }

    private static ObjectShape Object(Type type, (string Name, string Value)? tag)
    {
        var info = EntryJson.Options.GetTypeInfo(type);
        if (info.Kind != JsonTypeInfoKind.Object) throw new InvalidOperationException($"{type} has no shape that a body could have.");
        var members = info.Properties.Where(p => p.AttributeProvider is PropertyInfo && p.Name != tag?.Name)
            .Select(p => Member(p, (PropertyInfo)p.AttributeProvider!));
        if (tag is { } t) members = members.Prepend(new JsonMember(t.Name, new ChoiceShape([t.Value]), Required: true));
        return new ObjectShape(members) { Description = Summaries.Of(type) };
    }

    private static JsonMember Member(JsonPropertyInfo info, PropertyInfo property)
    {
        var shape = Build(property.PropertyType, property) with { Description = DescriptionOf(property) };
        var required = info.Name != "entryId" && (info.IsRequired || IsConstructorMember(property));
        return new JsonMember(info.Name, shape, required);
    }

    // Which units a quantity may be given in depends on the analyte beside it, which no schema can say.
    private static string? DescriptionOf(PropertyInfo property) =>
        property.PropertyType == typeof(LabResult) || Nullable.GetUnderlyingType(property.PropertyType) == typeof(Quantity)
            ? $"{Summaries.Of(property)} Units: {UnitsByAnalyte}."
            : property.GetCustomAttribute<ScoreAttribute>() is { } scored
            ? $"{Summaries.Of(property)} {SmallestChanges.Of(scored.Score).Words}"
            : Summaries.Of(property);

    private static readonly string UnitsByAnalyte = string.Join("; ", Enum.GetValues<Analyte>().GroupBy(Analytes.UnitsOf)
        .Select(group => $"{string.Join(", ", group.Select(analyte => StoredName.Of(analyte)))} in {group.Key}"));

    // Members of positional records are required unless they may be null.
    private static bool IsConstructorMember(PropertyInfo property)
    {
        if (property.DeclaringType!.GetConstructors().All(c => c.GetParameters().All(p => p.Name != property.Name))) return false;
        lock (NullabilityLock) return Nullability.Create(property).WriteState != NullabilityState.Nullable;
    }

    private static TaggedShape AnyEntry() => new(
        EntryKinds.TagMember, EntryKinds.All.ToDictionary(kind => kind.Tag, kind => Object(kind.Type, (EntryKinds.TagMember, kind.Tag))));

    private static ListShape List(Type item, PropertyInfo? property) => new(
        Build(item, null), property?.GetCustomAttribute<MaxLengthAttribute>()?.Length ?? 100, Unique: item.IsEnum || item == typeof(Guid))
    {
        MinItems = property?.GetCustomAttribute<MinLengthAttribute>()?.Length ?? 0,
    };

    private static TextShape Text(PropertyInfo? property)
    {
        var length = property?.GetCustomAttribute<StringLengthAttribute>();
        var pattern = property?.GetCustomAttribute<RegularExpressionAttribute>()?.Pattern;
        return new TextShape(
            Math.Max(1, length?.MinimumLength ?? 1), length?.MaximumLength ?? 500,
            pattern is null ? null : new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)));
    }

    private static NumberShape Number(PropertyInfo? property, bool integer)
    {
        var range = property?.GetCustomAttribute<RangeAttribute>()
            ?? throw new InvalidOperationException($"{property?.DeclaringType?.Name}.{property?.Name} needs a range.");
        return new NumberShape(
            integer, Convert.ToDecimal(range.Minimum, CultureInfo.InvariantCulture),
            Convert.ToDecimal(range.Maximum, CultureInfo.InvariantCulture));
    }

    private static Type? ItemOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    private static ParsedTextShape Parsed(string format, Func<string, bool> isValid, string expected) =>
        new(format, text => isValid(text) ? null : expected);

    private static string? ExaminationFault(string text) =>
        text.Length > 4000 ? "An examination has at most 4000 characters."
        : IsncsciText.TryParse(text, out _, out var errors) ? null
        : string.Join(' ', errors.Take(10));

    private static bool IsDay(string text) =>
        text.Length == 10 && ClinicalDate.TryParse(text, out var date) && date.Precision == DatePrecision.Day;
}
