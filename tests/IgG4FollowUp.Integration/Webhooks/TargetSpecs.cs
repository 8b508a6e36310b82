using System.Net;
using System.Text;
using IgG4FollowUp.Api.Webhooks;
using IgG4FollowUp.Domain.Wording;
using Microsoft.Extensions.Configuration;

namespace IgG4FollowUp.Integration.Webhooks;

public sealed class TargetSpecs
{
    [Theory]
    [InlineData("https://localhost/")]
    [InlineData("https://localhost./hooks")]
    [InlineData("https://LOCALHOST.:8443/")]
    [InlineData("https://service.localhost/")]
    [InlineData("https://service.localhost./")]
    public async Task a_name_that_always_means_this_machine_is_refused_even_where_no_resolver_knows_it(string url) =>
        (await new WebhookTargets(Settings(), (_, _) => Task.FromResult(Array.Empty<IPAddress>()))
            .RefuseAsync(url, TestContext.Current.CancellationToken)).ShouldNotBeNull();

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("126.255.255.255")]
    [InlineData("128.0.0.0")]
    [InlineData("168.63.129.15")]
    [InlineData("169.253.255.255")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.0")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450:4001:80b::200e")]
    [InlineData("2001:200::1")]
    [InlineData("::ffff:1.1.1.1")]
    [InlineData("64:ff9b::1.1.1.1")]
    public void an_address_of_the_public_internet_is_allowed(string address) =>
        PublicAddresses.Contains(IPAddress.Parse(address)).ShouldBeTrue();

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.0.0.1")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.1")]
    [InlineData("100.100.100.200")]
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("168.63.129.16")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.192")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::7f00:1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::10.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2002:a00:1::")]
    [InlineData("3fff::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void any_other_address_is_refused(string address) => PublicAddresses.Contains(IPAddress.Parse(address)).ShouldBeFalse();

    [Theory]
    [InlineData("https://receiver.example/hooks")]
    [InlineData("https://receiver.example:8443/hooks?channel=1")]
    [InlineData("http://receiver.example/")]
    [InlineData("https://bücher.example/hooks")]
    public void a_web_address_has_no_fault(string url) => WebhookTargets.Fault(url).ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("receiver.example/hooks")]
    [InlineData("/hooks")]
    [InlineData("ftp://receiver.example/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://receiver.example/")]
    [InlineData("https://user@receiver.example/")]
    [InlineData("https://user:password@receiver.example/")]
    [InlineData("https://receiver.example:0/")]
    [InlineData("https://receiver.example/#part")]
    [InlineData(" https://receiver.example/")]
    [InlineData("https://receiver.example/a b")]
    [InlineData("https://receiver.example/\n")]
    [InlineData("https://")]
    public void anything_else_has_one(string url) => WebhookTargets.Fault(url).ShouldNotBeNull();

    [Fact]
    public void a_host_in_signs_that_other_programs_take_for_others_has_a_fault()
    {
        foreach (var host in new[]
        {
            "①②⑦.0.0.1", "127。0。0。1", "٠١.٢", "local\u200bhost", "local\u00adhost", "receiver.example․other.example",
            "other.example⁄.example", "bu\u0308cher.example", "ﬁle.example", "ſafe.example", "receiver.example。", "𝐚.example",
        })
            WebhookTargets.Fault($"https://{host}/").ShouldNotBeNull(host);
        foreach (var host in new[] { "straße.example", "пример.example", "例え.example", "xn--bcher-kva.example", "νάιος.example" })
            WebhookTargets.Fault($"https://{host}/").ShouldBeNull(host);
        // Whatever is compared as letters or digits of ASCII, in whatever width.
        for (var code = 0x80; code <= 0x10FFFF; code++)
        {
            if (Rune.IsValid(code) && code != 'ß' && new Rune(code) is var rune
                && WrittenText.Key(rune.ToString()) is { Length: > 0 } key && key.All(char.IsAsciiLetterOrDigit))
                HostLetters.AreOneName($"a{rune}.example").ShouldBeFalse($"{code:X}");
        }
    }

    [Theory]
    [InlineData("http://receiver.example/", "https-required")]
    [InlineData("https://127.0.0.1/", "private-target")]
    [InlineData("https://2130706433/", "private-target")]
    [InlineData("https://0x7f.1/", "private-target")]
    [InlineData("https://[::1]/", "private-target")]
    [InlineData("https://[::ffff:10.0.0.1]/", "private-target")]
    [InlineData("https://169.254.169.254/latest/meta-data", "private-target")]
    [InlineData("https://inside.example/", "private-target")]
    [InlineData("https://half-inside.example/", "private-target")]
    public async Task a_target_inside_is_refused_with_a_pointer(string url, string code)
    {
        var problem = (await Targets().RefuseAsync(url, TestContext.Current.CancellationToken))!;
        problem.Status.ShouldBe(422);
        problem.Errors!.ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(error => error.Pointer.ShouldBe("#/url"), error => error.Code.ShouldBe(code));
    }

    [Theory]
    [InlineData("https://outside.example/")]
    [InlineData("https://not-found.example/")]
    [InlineData("https://1.1.1.1/")]
    public async Task a_target_outside_or_one_that_is_not_found_yet_is_not_refused(string url) =>
        (await Targets().RefuseAsync(url, TestContext.Current.CancellationToken)).ShouldBeNull();

    [Fact]
    public async Task a_name_that_leads_inside_by_the_time_of_the_connection_is_not_connected_to()
    {
        var addresses = new Queue<string>(["1.1.1.1", "127.0.0.1"]);
        var targets = new WebhookTargets(Settings(), (_, _) => Task.FromResult(new[] { IPAddress.Parse(addresses.Dequeue()) }));
        (await targets.RefuseAsync("https://rebinding.example/", TestContext.Current.CancellationToken)).ShouldBeNull();

        await using var receiver = await Receiver.StartAsync();
        using var sender = new WebhookSender(Settings(), targets, TimeProvider.System);
        var result = await sender.SendAsync(
            new UriBuilder(receiver.Url) { Host = "rebinding.example" }.Uri, "msg_1", "{}", [WebhookSignature.NewSecret()],
            TestContext.Current.CancellationToken);
        result.Outcome.ShouldBe(DeliveryOutcome.TargetRefused);
        receiver.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_name_that_is_not_found_is_an_outcome()
    {
        using var sender = new WebhookSender(Settings(), Targets(), TimeProvider.System);
        (await sender.SendAsync(new Uri("https://not-found.example/"), "msg_1", "{}", [], TestContext.Current.CancellationToken)).Outcome
            .ShouldBe(DeliveryOutcome.NameUnknown);
    }

    private static WebhookSettings Settings() => WebhookSettings.From(new ConfigurationBuilder().Build());

    private static WebhookTargets Targets() => new(Settings(), (host, _) => host switch
    {
        "inside.example" => Task.FromResult<IPAddress[]>([IPAddress.Parse("10.1.2.3")]),
        "half-inside.example" => Task.FromResult<IPAddress[]>([IPAddress.Parse("1.1.1.1"), IPAddress.Parse("fd00::1")]),
        "outside.example" => Task.FromResult<IPAddress[]>([IPAddress.Parse("1.1.1.1"), IPAddress.Parse("2606:4700::1111")]),
        _ => Task.FromException<IPAddress[]>(new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound)),
    });
}
