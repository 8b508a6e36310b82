var builder = WebApplication.CreateBuilder(args);
var app = builder.Build();
app.MapGet("/environment", (IHostEnvironment environment) => environment.EnvironmentName);
app.MapGet("/setting", (IConfiguration configuration) => configuration["Sample:Setting"]);
await app.RunAsync();

namespace Compat.SampleApp
{
    public sealed class SampleEntryPoint;
}
