using Deque.AxeCore.Playwright;
using IgG4FollowUp.Browser.Hosting;
using IgG4FollowUp.Browser.Patients;

namespace IgG4FollowUp.Browser;

/// <summary>What can be decided by a machine: names, structure, contrast, and what a narrow screen does.</summary>
[Collection(typeof(OneService))]
public sealed class AccessibilitySpecs(RunningService service, Chromium chromium)
{
    // WCAG 2.2, 1.4.3: contrast of text, taken from what the browser computed against the nearest opaque background.
    private const string LowContrast = """
        () => {
          const rgb = text => { const m = text.match(/[\d.]+/g).map(Number); return { c: m.slice(0, 3), a: m.length > 3 ? m[3] : 1 }; };
          const light = c => { const [r, g, b] = c.map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                               return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const behind = e => { for (; e; e = e.parentElement) { const b = rgb(getComputedStyle(e).backgroundColor); if (b.a === 1) return b.c; }
                                return [255, 255, 255]; };
          const found = [];
          for (const e of document.querySelectorAll('body *')) {
            if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || e.closest('svg title, svg desc')) continue;
            const style = getComputedStyle(e);
            const [a, b] = [light(rgb(e.closest('svg') ? style.fill : style.color).c), light(behind(e))];
            const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            if (ratio < 4.5) found.push(`${e.tagName} ${e.className} ${e.textContent.trim().slice(0, 30)} ${ratio.toFixed(2)}`);
          }
          return found;
        }
        """;

    private const string Defects = """
        () => {
          const found = [];
          const say = (what, list) => { for (const e of list) found.push(`${what}: ${e.outerHTML.slice(0, 80)}`); };
          const all = query => [...document.querySelectorAll(query)];
          if (!document.documentElement.lang) found.push('no language');
          if (!document.title) found.push('no title');
          if (all('h1').length !== 1) found.push('not one h1');
          if (all('main').length !== 1) found.push('not one main');
          let level = 0;
          for (const h of all('h1, h2, h3, h4')) { const n = +h.tagName[1]; if (n > level + 1) found.push('skipped heading level'); level = n; }
          say('no label', all('input:not([type=hidden]), textarea, select').filter(e => e.labels.length === 0));
          say('no name', all('a, button').filter(e => !e.textContent.trim()));
          say('no caption', all('table').filter(t => !t.caption));
          say('header without scope', all('th').filter(t => !t.scope));
          say('row without header', all('tbody tr').filter(r => !r.querySelector('th[scope=row]')));
          say('image without text', all('svg:not([aria-hidden=true])').filter(s => !(s.getAttribute('aria-labelledby') || '').split(' ').every(id => document.getElementById(id)?.textContent)));
          say('scroll region out of reach', all('.scroll').filter(e => e.tabIndex !== 0 || !e.getAttribute('aria-label')));
          const ids = all('[id]').map(e => e.id);
          if (new Set(ids).size !== ids.length) found.push('an id twice');
          say('described by nothing', all('[aria-describedby]').filter(e => !e.getAttribute('aria-describedby').split(' ').every(id => document.getElementById(id))));
          return found;
        }
        """;

    [Fact]
    public async Task every_page_has_names_structure_and_contrast_and_fits_a_phone()
    {
        using var clinic = service.Client("access");
        var patient = await Story.TellAsync(clinic, "ACCESS-1");
        await using var visitor = await chromium.VisitAsync(service, width: 375);
        await visitor.Page.GotoAsync("/");
        await CheckAsync("/");
        await visitor.SignInAsync(clinic: "No Clinic");
        await CheckAsync("refused sign-in");
        await visitor.SignInAsync(clinic: "access");
        string[] pages =
        [
            "/patients", "/alerts", "/missing-data", $"/patients/{patient}", $"/patients/{patient}/history", $"/patients/{Guid.NewGuid()}",
        ];
        foreach (var address in pages)
        {
            await visitor.Page.GotoAsync(address);
            await CheckAsync(address);
        }

        async Task CheckAsync(string address)
        {
            (await visitor.Page.EvaluateAsync<string[]>(Defects)).ShouldBeEmpty(address);
            (await visitor.Page.EvaluateAsync<string[]>(LowContrast)).ShouldBeEmpty(address);
            (await visitor.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(375, address);
        }
    }

    [Theory]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task axe_finds_nothing_on_any_page(int width, ColorScheme scheme)
    {
        var name = $"axe-{width}-{scheme}".ToLowerInvariant();
        using var clinic = service.Client(name);
        var patient = await Story.TellAsync(clinic, "AXE-1");
        await using var visitor = await chromium.VisitAsync(service, width, scheme, scripts: true);
        await visitor.Page.GotoAsync("/");
        await CheckAsync("/");
        await visitor.SignInAsync(name);
        string[] pages =
        [
            "/patients", "/patients/new", "/alerts", "/missing-data", $"/patients/{patient}", $"/patients/{patient}/history",
        ];
        foreach (var address in pages)
        {
            await visitor.Page.GotoAsync(address);
            await visitor.Page.EvaluateAsync("() => document.querySelectorAll('details').forEach(folded => folded.open = true)");
            await CheckAsync(address);
        }

        async Task CheckAsync(string address)
        {
            var found = (await visitor.Page.RunAxe()).Violations;
            found.Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}").ShouldBeEmpty(address);
        }
    }

    [Fact]
    public async Task the_keyboard_reaches_the_content_first_and_then_every_link()
    {
        using var clinic = service.Client("keys");
        await clinic.EnrolAsync("KEYS-1");
        await using var visitor = await chromium.VisitAsync(service);
        await visitor.SignInAsync(clinic: "keys");
        await visitor.Page.GotoAsync("/patients");
        await visitor.Page.BringToFrontAsync();

        var reached = new List<string>();
        // A browser that is still taking the page in may lose the first key: until it answers, nothing is focused.
        for (var tries = 0; tries < 20 && await NothingFocusedAsync(); tries++) await visitor.Page.Keyboard.PressAsync("Tab");
        for (var i = 0; i < 10; i++)
        {
            if (i > 0) await visitor.Page.Keyboard.PressAsync("Tab");
            reached.Add(
                await visitor.Page.EvaluateAsync<string>(
                    "() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent.trim()"));
        }

        reached.ShouldBe(["Skip to the content", "Patients", "Alerts", "Missing data", "Sign out", "Enrol a patient", "", "Find",
            "Patients of the clinic", "KEYS-1"]);

        Task<bool> NothingFocusedAsync() => visitor.Page.EvaluateAsync<bool>("() => document.activeElement === document.body");
    }

    [Fact]
    public async Task every_page_forbids_scripts_frames_and_foreign_addresses()
    {
        await using var visitor = await chromium.VisitAsync(service);
        await visitor.SignInAsync(clinic: "north");
        foreach (var address in new[] { "/patients", $"/patients/{Guid.NewGuid()}" })
        {
            var headers = (await visitor.Page.GotoAsync(address))!.Headers;
            headers["content-security-policy"].ShouldBe(
                "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
            headers["x-content-type-options"].ShouldBe("nosniff");
            headers["referrer-policy"].ShouldBe("no-referrer");
            headers["cache-control"].ShouldBe("no-store");
        }
    }
}
