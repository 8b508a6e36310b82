using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;

namespace Alba;

/// <summary>Sends one scenario through the in-memory server and keeps the whole response.</summary>
internal static class ScenarioRequest
{
    public static async Task<HttpContext> SendAsync(TestServer server, Scenario scenario, Func<HttpContext, Task> beforeEach)
    {
        scenario.EnsureUrl();
        var context = await server.SendAsync(request =>
        {
            // The server offers a synchronous hook only.
            beforeEach(request).GetAwaiter().GetResult();
            scenario.Apply(request);
        });

        // The server's stream can be read once, and an exception after the first byte surfaces only while reading it.
        var body = new MemoryStream();
        await context.Response.Body.CopyToAsync(body);
        body.Position = 0;
        context.Response.Body = body;
        return context;
    }
}
