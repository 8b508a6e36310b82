using System.Text;
using Microsoft.AspNetCore.Http;

namespace Alba;

internal static class ResponseBody
{
    public static string ReadText(HttpContext context)
    {
        var body = context.Response.Body;
        body.Position = 0;
        using var reader = new StreamReader(body, Encoding.UTF8, leaveOpen: true);
        var text = reader.ReadToEnd();
        body.Position = 0;
        return text;
    }
}
