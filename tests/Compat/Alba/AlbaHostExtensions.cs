using System.Diagnostics.CodeAnalysis;

namespace Alba;

public static class AlbaHostExtensions
{
    public static async Task<T?> GetAsJson<T>(this IAlbaHost system, [StringSyntax(StringSyntaxAttribute.Uri)] string url)
    {
        var result = await system.Scenario(scenario => scenario.Get.Url(url).Accepts("application/json"));
        return await result.ReadAsJsonAsync<T>();
    }

    public static async Task<string> GetAsText(this IAlbaHost host, [StringSyntax(StringSyntaxAttribute.Uri)] string url)
    {
        var result = await host.Scenario(scenario => scenario.Get.Url(url));
        return await result.ReadAsTextAsync();
    }

    public static ResponseExpression PostJson<T>(
        this IAlbaHost system, T request, [StringSyntax(StringSyntaxAttribute.Uri)] string url, JsonStyle? jsonStyle = null)
        where T : class => new(system, scenario => scenario.Post.Json(request, jsonStyle).ToUrl(url));

    public static ResponseExpression PutJson<T>(
        this IAlbaHost system, T request, [StringSyntax(StringSyntaxAttribute.Uri)] string url, JsonStyle? jsonStyle = null)
        where T : class => new(system, scenario => scenario.Put.Json(request, jsonStyle).ToUrl(url));

    public sealed class ResponseExpression
    {
        private readonly IAlbaHost _system;
        private readonly Action<Scenario> _configure;

        internal ResponseExpression(IAlbaHost system, Action<Scenario> configure)
        {
            _system = system;
            _configure = configure;
        }

        public async Task<TResponse?> Receive<TResponse>()
        {
            var result = await _system.Scenario(_configure);
            return await result.ReadAsJsonAsync<TResponse>();
        }
    }
}
