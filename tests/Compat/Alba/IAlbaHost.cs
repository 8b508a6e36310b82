using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Hosting;

namespace Alba;

public interface IAlbaHost : IHost, IAsyncDisposable
{
    TestServer Server { get; }

    Task<IScenarioResult> Scenario(Action<Scenario> configure);

    // Registrations replace each other: of the synchronous and asynchronous form together, the last one counts.
    IAlbaHost BeforeEach(Action<HttpContext> beforeEach);

    IAlbaHost AfterEach(Action<HttpContext?> afterEach);

    IAlbaHost BeforeEachAsync(Func<HttpContext, Task> beforeEach);

    IAlbaHost AfterEachAsync(Func<HttpContext?, Task> afterEach);
}
