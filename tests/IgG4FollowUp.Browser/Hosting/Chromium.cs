[assembly: AssemblyFixture(typeof(IgG4FollowUp.Browser.Hosting.Chromium))]

namespace IgG4FollowUp.Browser.Hosting;

/// <summary>The distribution's Chromium; <c>CHROMIUM</c> names another one.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            // Root and containers have no sandbox to give; the rest keeps the browser from calling home.
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run",
                "--disable-sync",
                "--disable-component-update", "--disable-default-apps",
            ],
        });
    }

    /// <summary>
    /// A browser of its own, without script, that keeps account of what it was asked to load and what it complained about.
    /// </summary>
    public async Task<Visitor> VisitAsync(RunningService service, int width = 1280, ColorScheme scheme = ColorScheme.Light,
        bool scripts = false)
    {
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = service.Address,
            JavaScriptEnabled = scripts,
            ReducedMotion = ReducedMotion.Reduce,
            ColorScheme = scheme,
            ViewportSize = new() { Width = width, Height = 900 },
        });
        context.SetDefaultTimeout(30_000);
        return new Visitor(context, await context.NewPageAsync(), service);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}

/// <summary>A person at a browser.</summary>
public sealed class Visitor : IAsyncDisposable
{
    private readonly RunningService _service;

    public Visitor(IBrowserContext context, IPage page, RunningService service)
    {
        (Context, Page, _service) = (context, page, service);
        page.Console += (_, message) => Complaints.Add(message.Text);
        page.PageError += (_, error) => Complaints.Add(error);
        context.Request += (_, request) => Requests.Add(request.Url);
    }

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    public List<string> Complaints { get; } = [];

    public List<string> Requests { get; } = [];

    /// <summary>Signs in through the development page.</summary>
    public async Task SignInAsync(string clinic, string role = "Clinician")
    {
        await Page.GotoAsync("/");
        await Page.GetByLabel("Clinic", new() { Exact = true }).FillAsync(clinic);
        await Page.GetByRole(AriaRole.Button, new() { Name = role, Exact = true }).ClickAsync();
    }

    /// <summary>Waits until the browser has come to a page; where it does not, says where it is and what stands there.</summary>
    public async Task ArrivesAtAsync(string path)
    {
        try
        {
            await Page.WaitForURLAsync(_service.Address + path);
        }
        catch (TimeoutException)
        {
            var words = await Page.InnerTextAsync("body");
            Assert.Fail($"{path} was not reached. {Page.Url.Split('?')[0]}: {words}");
        }
    }

    /// <summary>Nothing was fetched from anywhere else, and the browser had nothing to complain about.</summary>
    public void ShouldHaveStayedQuietlyAtHome()
    {
        Requests.ShouldNotBeEmpty();
        Requests.ShouldAllBe(url =>
            url.StartsWith(_service.Address + "/", StringComparison.Ordinal) || url.StartsWith("data:", StringComparison.Ordinal));
        Complaints.ShouldBeEmpty();
    }

    public async ValueTask DisposeAsync() => await Context.DisposeAsync();
}
