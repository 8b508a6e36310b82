using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IgG4FollowUp.Web.Design;

/// <summary>The one stylesheet. Its address changes with its content, so browsers keep it for ever.</summary>
public static class Stylesheet
{
    private static readonly byte[] Content = Read();

    public static string Address { get; } = "/pages.css?v=" + Convert.ToHexStringLower(SHA256.HashData(Content))[..12];

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/pages.css", (HttpContext http) =>
            {
                http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
                return TypedResults.Bytes(Content, "text/css; charset=utf-8");
            })
            .AllowAnonymous().ExcludeFromDescription();

    private static byte[] Read()
    {
        using var stream = typeof(Stylesheet).Assembly.GetManifestResourceStream("pages.css")!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
