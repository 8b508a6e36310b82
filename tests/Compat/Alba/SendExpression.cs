using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Alba;

public sealed class SendExpression
{
    private readonly Scenario _scenario;

    internal SendExpression(Scenario scenario) => _scenario = scenario;

    public SendExpression ContentType(string contentType) => With(request => request.ContentType = contentType);

    public SendExpression Accepts(string accepts) => With(request => request.Headers.Accept = accepts);

    public SendExpression Etag(string etag) => With(request => request.Headers.IfNoneMatch = etag);

    public SendExpression ToUrl([StringSyntax(StringSyntaxAttribute.Uri)] string url)
    {
        _scenario.SetPath(url);
        return this;
    }

    public SendExpression QueryString(string paramName, string paramValue) =>
        With(request => request.QueryString = request.QueryString.Add(paramName, paramValue));

    public SendExpression QueryString<T>(T target)
    {
        foreach (var property in typeof(T).GetProperties().Where(property => property.CanRead))
        {
            var value = Convert.ToString(property.GetValue(target), CultureInfo.InvariantCulture) ?? "";
            QueryString(property.Name, value);
        }

        return this;
    }

    private SendExpression With(Action<HttpRequest> change)
    {
        _scenario.ConfigureHttpContext(context => change(context.Request));
        return this;
    }
}
