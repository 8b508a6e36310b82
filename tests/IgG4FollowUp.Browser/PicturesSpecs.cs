using IgG4FollowUp.Browser.Hosting;
using IgG4FollowUp.Browser.Patients;

namespace IgG4FollowUp.Browser;

/// <summary>Takes pictures of the pages where <c>PICTURES</c> names a folder for them.</summary>
[Collection(typeof(OneService))]
public sealed class PicturesSpecs(RunningService service, Chromium chromium)
{
    [Fact]
    public async Task pictures_of_the_pages_are_taken_when_a_folder_for_them_is_named()
    {
        if (Environment.GetEnvironmentVariable("PICTURES") is not { Length: > 0 } folder)
        {
            Assert.Skip("PICTURES names no folder.");
            return;
        }

        using var clinic = service.Client("pictures");
        var patient = await Story.TellAsync(clinic, "RSP-031");
        await clinic.EnrolAsync("RSP-032");
        var pages = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["sign-in"] = "/",
            ["patients"] = "/patients",
            ["patient"] = $"/patients/{patient}",
            ["alerts"] = "/alerts",
            ["history"] = $"/patients/{patient}/history",
        };
        foreach (var (width, scheme) in new[] { (390, ColorScheme.Light), (1280, ColorScheme.Light), (1280, ColorScheme.Dark) })
        {
            await using var visitor = await chromium.VisitAsync(service, width, scheme);
            foreach (var (name, address) in pages)
            {
                if (name == "patients") await visitor.SignInAsync("pictures");
                await visitor.Page.GotoAsync(address);
                await visitor.Page.ScreenshotAsync(new()
                {
                    Path = Path.Combine(folder, $"{name}-{width}{(scheme == ColorScheme.Dark ? "-dark" : "")}.png"),
                    FullPage = true,
                });
                if (name != "patient") continue;
                await visitor.Page.Locator(width < 600 ? ".course .narrow" : ".course .wide").ScreenshotAsync(new()
                {
                    Path = Path.Combine(folder, $"course-{width}{(scheme == ColorScheme.Dark ? "-dark" : "")}.png"),
                });
            }
        }
    }
}
