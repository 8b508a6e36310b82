using System.Text;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Webhooks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;

namespace IgG4FollowUp.Integration.Webhooks;

public sealed class SignatureSpecs
{
    // The example of the Standard Webhooks documentation and libraries. Its signature is also what this prints:
    // printf 'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}' | openssl dgst -sha256 -mac HMAC -binary
    //   -macopt hexkey:$(printf MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw | base64 -d | od -An -tx1 | tr -d ' \n') | base64
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const long Timestamp = 1614265330;
    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"test": 2432232314}""");

    [Fact]
    public void the_published_example_is_signed_as_published() =>
        WebhookSignature.Header([Secret], Id, Timestamp, Body).ShouldBe(Signature);

    [Fact]
    public void every_secret_signs_and_the_signatures_stand_side_by_side()
    {
        var other = WebhookSignature.NewSecret();
        var both = WebhookSignature.Header([other, Secret], Id, Timestamp, Body);
        both.ShouldBe($"{WebhookSignature.Header([other], Id, Timestamp, Body)} {Signature}");
    }

    [Theory]
    [InlineData("msg_other", Timestamp, """{"test": 2432232314}""")]
    [InlineData(Id, Timestamp + 1, """{"test": 2432232314}""")]
    [InlineData(Id, Timestamp, """{"test":2432232314}""")]
    public void a_change_of_id_or_time_or_body_changes_the_signature(string id, long timestamp, string body) =>
        WebhookSignature.Header([Secret], id, timestamp, Encoding.UTF8.GetBytes(body)).ShouldNotBe(Signature);

    [Fact]
    public void a_secret_is_32_random_bytes_in_base64_behind_a_prefix()
    {
        var secrets = Enumerable.Range(0, 100).Select(_ => WebhookSignature.NewSecret()).ToList();
        secrets.Distinct().Count().ShouldBe(100);
        secrets.ShouldAllBe(secret =>
            secret.StartsWith("whsec_", StringComparison.Ordinal) && Convert.FromBase64String(secret.Substring(6)).Length == 32);
    }

    [Fact]
    public void a_sealed_secret_opens_with_its_key_for_its_owner_and_for_nobody_else()
    {
        var (box, other) = (new SecretBox(new byte[32]), new SecretBox([.. Enumerable.Repeat((byte)1, 32)]));
        var @sealed = box.Seal(Secret, "north/1");
        @sealed.ShouldNotContain(Secret);
        box.Seal(Secret, "north/1").ShouldNotBe(@sealed);
        box.TryOpen(@sealed, "north/1").ShouldBe(Secret);
        box.TryOpen(@sealed, "south/1").ShouldBeNull();
        other.TryOpen(@sealed, "north/1").ShouldBeNull();
        new SecretBox(null).TryOpen(@sealed, "north/1").ShouldBeNull();
    }

    [Fact]
    public void the_key_is_a_setting_and_only_development_makes_one_for_itself()
    {
        var folder = Path.Combine(Path.GetTempPath(), "igg4-key-" + Guid.NewGuid().ToString("N")[..10]);
        try
        {
            var @sealed = Open(null, Environments.Development, folder).Seal(Secret, "north/1");
            Open(null, Environments.Development, folder).TryOpen(@sealed, "north/1").ShouldBe(Secret);
            File.GetUnixFileMode(Path.Combine(folder, "webhook-secret-key")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            Open(null, Environments.Production, folder).CanSeal.ShouldBeFalse();
            Open(Convert.ToBase64String(new byte[32]), Environments.Production, folder).CanSeal.ShouldBeTrue();
            foreach (var wrong in new[] { "short", Convert.ToBase64String(new byte[31]), Convert.ToBase64String(new byte[33]) })
                Should.Throw<SettingMissingException>(() => Open(wrong, Environments.Production, folder)).Message.ShouldNotContain(wrong);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void the_identity_of_a_delivery_is_made_of_change_and_webhook()
    {
        var (change, webhook) = (Guid.NewGuid(), Guid.NewGuid());
        WebhookMessage.Identity(change, webhook).ShouldBe(WebhookMessage.Identity(change, webhook));
        new[] { WebhookMessage.Identity(webhook, change), WebhookMessage.Identity(Guid.NewGuid(), webhook),
            WebhookMessage.Identity(change, Guid.NewGuid()) }
            .ShouldNotContain(WebhookMessage.Identity(change, webhook));
        WebhookMessage.Identity(change, webhook).Version.ShouldBe(8);
    }

    private static SecretBox Open(string? key, string environment, string folder) => SecretBox.Open(
        new ConfigurationBuilder().AddInMemoryCollection([new(SecretBox.Setting, key)]).Build(),
        new HostingEnvironment { EnvironmentName = environment }, folder);
}
