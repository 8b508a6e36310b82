using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Alba;

public interface IScenarioResult
{
    HttpContext Context { get; }

    string ReadAsText();

    Task<string> ReadAsTextAsync();

    T ReadAsJson<T>();

    Task<T> ReadAsJsonAsync<T>();
}

internal sealed class ScenarioResult(HttpContext context, IServiceProvider services) : IScenarioResult
{
    public HttpContext Context => context;

    public string ReadAsText() => ResponseBody.ReadText(context);

    public Task<string> ReadAsTextAsync() => Task.FromResult(ReadAsText());

    public T ReadAsJson<T>()
    {
        var json = ReadAsText();
        return JsonSerializer.Deserialize<T>(json, HttpJson.Options(services)) ?? throw new AlbaJsonFormatterException(json);
    }

    // Async so that a body that is no JSON fails the task and not the call.
    public async Task<T> ReadAsJsonAsync<T>()
    {
        await Task.CompletedTask;
        return ReadAsJson<T>();
    }
}
