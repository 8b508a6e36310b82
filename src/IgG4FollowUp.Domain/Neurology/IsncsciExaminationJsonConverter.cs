using System.Text.Json;
using System.Text.Json.Serialization;

namespace IgG4FollowUp.Domain.Neurology;

/// <summary>An examination as a JSON string: its text form on one line.</summary>
public sealed class IsncsciExaminationJsonConverter : JsonConverter<IsncsciExamination>
{
    /// <inheritdoc/>
    public override IsncsciExamination Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && IsncsciText.TryParse(reader.GetString(), out var examination, out _)
            ? examination
            : throw new JsonException("An examination is the text form of the ISNCSCI worksheet.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IsncsciExamination value, JsonSerializerOptions options) =>
        writer.WriteStringValue(IsncsciText.PrintOnOneLine(value));
}
