using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Alba.Security;

public abstract class AuthenticationExtensionBase : IHasClaims
{
    private readonly List<Claim> _baseline = [];

    private protected AuthenticationExtensionBase()
    {
    }

    internal IReadOnlyList<Claim> Baseline => _baseline;

    void IHasClaims.AddClaim(Claim claim) => _baseline.Add(claim);
}

public sealed class AuthenticationStub(string? overrideSchemeTargetName = null) : AuthenticationExtensionBase, IAlbaExtension
{
    internal string? OverrideSchemeTargetName => overrideSchemeTargetName;

    Task IAlbaExtension.Start(IAlbaHost host) => Task.CompletedTask;

    IHostBuilder IAlbaExtension.Configure(IHostBuilder builder) => builder.ConfigureServices(services =>
    {
        services.AddSingleton(this);
        services.AddTransient<StubHandler>();
        services.AddSingleton<IAuthenticationSchemeProvider, StubSchemes>();
    });

    void IDisposable.Dispose()
    {
    }

    ValueTask IAsyncDisposable.DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Puts the stub's handler in the place of every scheme, or of the one that was named.</summary>
    private sealed class StubSchemes(IOptions<AuthenticationOptions> options, AuthenticationStub stub) : AuthenticationSchemeProvider(options)
    {
        private static readonly AuthenticationScheme Default = Stub("Test");

        public override async Task<AuthenticationScheme?> GetSchemeAsync(string name) =>
            stub.OverrideSchemeTargetName is null || string.Equals(name, stub.OverrideSchemeTargetName, StringComparison.Ordinal)
                ? Stub(name)
                : await base.GetSchemeAsync(name);

        public override Task<AuthenticationScheme?> GetDefaultAuthenticateSchemeAsync() => DefaultAsync();

        public override Task<AuthenticationScheme?> GetDefaultChallengeSchemeAsync() => DefaultAsync();

        public override Task<AuthenticationScheme?> GetDefaultForbidSchemeAsync() => DefaultAsync();

        private static AuthenticationScheme Stub(string name) => new(name, displayName: null, typeof(StubHandler));

        private Task<AuthenticationScheme?> DefaultAsync() => Task.FromResult<AuthenticationScheme?>(
            stub.OverrideSchemeTargetName is { } name ? Stub(name) : Default);
    }

    private sealed class StubHandler(
        IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, AuthenticationStub stub)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var identity = new ClaimsIdentity(ScenarioClaims.Of(Context, stub.Baseline), Scheme.Name);
            var ticket = new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name);
            return Task.FromResult(AuthenticateResult.Success(ticket));
        }
    }
}
