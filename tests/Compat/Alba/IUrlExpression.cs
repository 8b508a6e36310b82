using System.Diagnostics.CodeAnalysis;

namespace Alba;

public enum JsonStyle
{
    // The formatters of MVC, which are the zero of the published enum, are not carried.
    MinimalApi = 1,
}

public interface IUrlExpression
{
    SendExpression Url([StringSyntax(StringSyntaxAttribute.Uri)] string relativeUrl);

    SendExpression Json<T>(T input, JsonStyle? jsonStyle = null)
        where T : class;

    SendExpression RawJson([StringSyntax(StringSyntaxAttribute.Json)] string json);

    SendExpression Text(string text);

    SendExpression ByteArray(byte[] input);
}
