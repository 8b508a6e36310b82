using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using IgG4FollowUp.Api.Hosting;

namespace IgG4FollowUp.Integration.Hosting;

/// <summary>The reverse proxy that the documentation sets up lets through what the service takes and tells what breaks off.</summary>
public sealed partial class ProxyDocumentSpecs
{
    [Theory]
    [InlineData("proxy_http_version", "1.1", "an answer that breaks off would look whole")]
    [InlineData("proxy_set_header Host", "$host", "no other host is answered")]
    [InlineData("proxy_set_header X-Forwarded-Proto", "$scheme", "addresses would begin with http")]
    [InlineData("proxy_set_header X-Forwarded-For", "$remote_addr", "limits count by whom it names")]
    public void the_snippet_for_a_proxy_sets(string directive, string value, string because) =>
        Directive(directive).ShouldBe(value, because);

    [Fact]
    public void a_proxy_takes_as_large_a_body_as_the_service() =>
        Directive("client_max_body_size").ShouldBe($"{Service.MaximumBody / 1024 / 1024}m");

    private static string Directive(string name) => Regex.Match(
        Snippet().Match(File.ReadAllText(Path.Combine(Here(), "../../../docs/running.md"))).Groups["snippet"].Value,
        $@"^\s*{Regex.Escape(name)} (?<value>[^;]+);", RegexOptions.Multiline, TimeSpan.FromSeconds(1)).Groups["value"].Value;

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex(@"```nginx\n(?<snippet>.*?)```", RegexOptions.Singleline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Snippet();
}
