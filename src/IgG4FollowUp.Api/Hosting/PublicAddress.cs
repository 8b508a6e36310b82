using System.Net;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace IgG4FollowUp.Api.Hosting;

/// <summary>
/// Where the service is reached from outside. What a request says of it is the last hop's word: the scheme of the wire behind the proxy,
/// and whatever host the client wrote. So it is a setting, or the host is one of those that <c>AllowedHosts</c> names.
/// </summary>
public sealed class PublicAddress(Uri? configured, IOptions<HostFilteringOptions> hosts)
{
    /// <summary>Setting: scheme, host and port, such as <c>https://follow-up.clinic.example</c>.</summary>
    public const string Setting = "Http:PublicAddress";

    /// <summary>Setting: proxies whose forwarded headers count, addresses and networks separated by commas; loopback always does.</summary>
    public const string ProxiesSetting = "Http:KnownProxies";

    /// <summary>Setting of the framework: host names that are answered, separated by semicolons.</summary>
    public const string HostsSetting = "AllowedHosts";

    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>The address of a path for somebody outside; null when nothing trustworthy is known of it.</summary>
    public string? Of(HttpRequest request, string path) =>
        configured is not null ? configured.GetLeftPart(UriPartial.Authority) + path
        : hosts.Value.AllowedHosts.Contains("*") ? null
        : $"{request.Scheme}://{request.Host}{request.PathBase}{path}";

    /// <summary>Reads the settings.</summary>
    /// <exception cref="SettingMissingException">One of them is not what it must be.</exception>
    public static void Add(WebApplicationBuilder builder)
    {
        var address = Read(builder.Configuration[Setting], builder.Environment.IsDevelopment());
        builder.Services.AddSingleton(services =>
            new PublicAddress(address, services.GetRequiredService<IOptions<HostFilteringOptions>>()));
        var proxies = Proxies(builder.Configuration[ProxiesSetting]);
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            // Every hop must be known, so there may be any number of them.
            options.ForwardLimit = null;
            foreach (var network in proxies) options.KnownIPNetworks.Add(network);
        });
        builder.Services.Configure<HostFilteringOptions>(options => options.IncludeFailureMessage = false);
        // Before all others: hosts are judged before anything else of the service sees the request.
        builder.Services.Insert(0, ServiceDescriptor.Transient<IStartupFilter, RefusedHosts>());
        if (!string.IsNullOrWhiteSpace(builder.Configuration[HostsSetting])) return;
        string[] own = address is not null ? [address.IdnHost, .. Loopback] : builder.Environment.IsDevelopment() ? Loopback : ["*"];
        builder.Services.Configure<HostFilteringOptions>(options => options.AllowedHosts = own);
    }

    /// <summary>
    /// Takes what a known proxy says of the last hop but its own. A proxy may pass on what a client wrote, and a scheme goes into addresses
    /// that are handed out: only HTTP's two are taken for one.
    /// </summary>
    public static void UseForwarded(WebApplication app)
    {
        app.Use((http, next) =>
        {
            if (!http.Request.Headers.GetCommaSeparatedValues(ForwardedHeadersDefaults.XForwardedProtoHeaderName).All(IsScheme))
                http.Request.Headers.Remove(ForwardedHeadersDefaults.XForwardedProtoHeaderName);
            return next(http);
        });
        app.UseForwardedHeaders();

        static bool IsScheme(string scheme) =>
            scheme.Equals(Uri.UriSchemeHttp, StringComparison.OrdinalIgnoreCase)
                || scheme.Equals(Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase);
    }

    private static Uri? Read(string? setting, bool isDevelopment)
    {
        if (string.IsNullOrWhiteSpace(setting)) return null;
        return Uri.TryCreate(setting, UriKind.Absolute, out var address) && address is { PathAndQuery: "/", Fragment: "", UserInfo: "" }
            && (address.Scheme == Uri.UriSchemeHttps || (isDevelopment && address.Scheme == Uri.UriSchemeHttp))
            ? address
            : throw new SettingMissingException($"{Setting} must be scheme and host, such as https://follow-up.clinic.example.");
    }

    private static List<IPNetwork> Proxies(string? setting)
    {
        var networks = new List<IPNetwork>();
        foreach (var one in (setting ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (IPNetwork.TryParse(one, out var network)) networks.Add(network);
            else if (IPAddress.TryParse(one, out var address)) networks.Add(new(address, address.GetAddressBytes().Length * 8));
            else throw new SettingMissingException($"{ProxiesSetting} must be addresses or networks, such as 10.0.0.5, 10.1.0.0/16.");
        }

        return networks;
    }

    private sealed class RefusedHosts : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (http, rest) =>
            {
                await rest(http);
                if (http.Response is { HasStarted: false, StatusCode: 400, ContentType: null })
                    await Problem.BadRequest($"The service does not answer to this host; {HostsSetting} says to which.").ExecuteAsync(http);
            });
            next(app);
        };
    }
}
