using System.Net;
using System.Net.Mime;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Alba.Assertions;
using Alba.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Alba;

public sealed class Scenario : IUrlExpression
{
    private readonly IServiceProvider _services;
    private readonly List<Action<HttpContext>> _configurations = [];
    private readonly List<IScenarioAssertion> _assertions = [];
    private readonly List<Claim> _claims = [];
    private readonly HashSet<string> _removedClaims = [];
    private string _method = HttpMethods.Get;
    private bool _hasUrl;
    private int? _statusCode = StatusCodes.Status200OK;

    internal Scenario(IServiceProvider services) => _services = services;

    public IUrlExpression Get => Verb(HttpMethods.Get);

    public IUrlExpression Post => Verb(HttpMethods.Post);

    public IUrlExpression Put => Verb(HttpMethods.Put);

    public IUrlExpression Delete => Verb(HttpMethods.Delete);

    public IUrlExpression Patch => Verb(HttpMethods.Patch);

    public IUrlExpression Head => Verb(HttpMethods.Head);

    public void ConfigureHttpContext(Action<HttpContext> configure) => _configurations.Add(configure);

    public void WithRequestHeader(string headerKey, string value) =>
        ConfigureHttpContext(context => context.Request.Headers[headerKey] = value);

    public void RemoveRequestHeader(string headerKey) =>
        ConfigureHttpContext(context => context.Request.Headers.Remove(headerKey));

    public void WithBearerToken(string jwt) =>
        ConfigureHttpContext(context => context.Request.Headers.Authorization = "Bearer " + jwt);

    public void WithClaim(Claim claim) => _claims.Add(claim);

    public void RemoveClaim(string type) => _removedClaims.Add(type);

    public Scenario AssertThat(IScenarioAssertion assertion)
    {
        _assertions.Add(assertion);
        return this;
    }

    public void StatusCodeShouldBe(int statusCode) => _statusCode = statusCode;

    public Scenario StatusCodeShouldBe(HttpStatusCode httpStatusCode)
    {
        _statusCode = (int)httpStatusCode;
        return this;
    }

    public void IgnoreStatusCode() => _statusCode = null;

    public HeaderExpectations Header(string headerKey) => new(this, headerKey);

    SendExpression IUrlExpression.Url(string relativeUrl)
    {
        var question = relativeUrl.IndexOf('?', StringComparison.Ordinal);
        SetPath(question < 0 ? relativeUrl : relativeUrl[..question]);
        if (question >= 0)
            ConfigureHttpContext(context => context.Request.QueryString = new QueryString(relativeUrl[question..]));

        return new SendExpression(this);
    }

    SendExpression IUrlExpression.Json<T>(T input, JsonStyle? jsonStyle) =>
        Send(JsonSerializer.SerializeToUtf8Bytes(input, HttpJson.Options(_services)), MediaTypeNames.Application.Json)
            .Accepts(MediaTypeNames.Application.Json);

    SendExpression IUrlExpression.RawJson(string json) =>
        Send(Encoding.UTF8.GetBytes(json), MediaTypeNames.Application.Json).Accepts(MediaTypeNames.Application.Json);

    SendExpression IUrlExpression.Text(string text) => Send(Encoding.UTF8.GetBytes(text), MediaTypeNames.Text.Plain);

    SendExpression IUrlExpression.ByteArray(byte[] input) => Send(input, contentType: null);

    internal void SetPath(string path)
    {
        _hasUrl = true;
        ConfigureHttpContext(context => context.Request.Path = path);
    }

    internal void EnsureUrl()
    {
        if (!_hasUrl)
            throw new InvalidOperationException("The scenario names no URL.");
    }

    internal void Apply(HttpContext context)
    {
        context.Request.Method = _method;
        ScenarioClaims.Attach(context, new ScenarioClaims(_claims, _removedClaims));
        foreach (var configure in _configurations)
            configure(context);
    }

    internal void RunAssertions(HttpContext context)
    {
        var failures = new ScenarioAssertionException();
        var assertionContext = new AssertionContext(context, failures);
        if (_statusCode is { } expected)
            new StatusCodeAssertion(expected).Assert(this, assertionContext);

        foreach (var assertion in _assertions)
            assertion.Assert(this, assertionContext);

        failures.ThrowIfAny();
    }

    private Scenario Verb(string method)
    {
        _method = method;
        return this;
    }

    private SendExpression Send(byte[] body, string? contentType)
    {
        ConfigureHttpContext(context =>
        {
            // Minimal APIs read a body only where the server says that there may be one.
            context.Features.Set<IHttpRequestBodyDetectionFeature>(RequestHasBody.Instance);
            context.Request.Body = new MemoryStream(body);
            context.Request.ContentLength = body.Length;
            if (contentType is not null)
                context.Request.ContentType = contentType;
        });
        return new SendExpression(this);
    }

    private sealed class RequestHasBody : IHttpRequestBodyDetectionFeature
    {
        public static readonly RequestHasBody Instance = new();

        public bool CanHaveBody => true;
    }
}
