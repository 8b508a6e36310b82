using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.OutsideClient;

namespace IgG4FollowUp.Integration.Isolation;

/// <summary>Requests that no HTTP client sends: a second one hidden in the first, and a body that never comes.</summary>
public sealed partial class RawRequestSpecs(ListeningService service) : IClassFixture<ListeningService>
{
    private const string Hidden = "GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

    private static readonly string WithHidden = (5 + Hidden.Length).ToString(System.Globalization.CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("Content-Length: LENGTH\r\nTransfer-Encoding: chunked", "0\r\n\r\nHIDDEN")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: LENGTH", "0\r\n\r\nHIDDEN")]
    [InlineData("Content-Length: 3\r\nTransfer-Encoding: chunked", "8\r\n{\"a\":12}\r\n0\r\n\r\n")]
    [InlineData("Content-Length: 2\r\nContent-Length: LENGTH", "{}   HIDDEN")]
    [InlineData("Content-Length: 2, LENGTH", "{}   HIDDEN")]
    [InlineData("Content-Length: -2", "{}HIDDEN")]
    [InlineData("Content-Length: 0x2", "{}HIDDEN")]
    [InlineData("Content-Length : 2", "{}HIDDEN")]
    [InlineData("Content-Length: 2\r\n X: y", "{}HIDDEN")]
    [InlineData("Transfer-Encoding: xchunked", "0\r\n\r\nHIDDEN")]
    [InlineData("Transfer-Encoding: chunked, identity", "0\r\n\r\nHIDDEN")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: x", "0\r\n\r\nHIDDEN")]
    [InlineData("Transfer-Encoding: chunked", "2 ;\n{}\n0\n\nHIDDEN")]
    [InlineData("Transfer-Encoding: chunked", "ffffffffffffffff2\r\n{}\r\n0\r\n\r\nHIDDEN")]
    public async Task a_request_whose_end_is_told_in_two_ways_is_refused_and_nothing_after_it_is_answered(string lengths, string body)
    {
        var head = lengths.Replace("LENGTH", WithHidden, StringComparison.Ordinal);
        var answers = await SendAsync($"{head}\r\n\r\n{body.Replace("HIDDEN", Hidden, StringComparison.Ordinal)}");
        StatusesIn(answers).ShouldHaveSingleItem(answers).ShouldStartWith("4", customMessage: answers);
    }

    [Theory]
    [InlineData("gzip, chunked")]
    [InlineData("deflate,chunked")]
    [InlineData("GZIP,  Chunked")]
    [InlineData("gzip\r\nTransfer-Encoding: chunked")]
    [InlineData("identity, chunked")]
    public async Task a_transfer_coding_that_is_not_undone_is_refused_as_not_implemented(string codings)
    {
        var answers = await SendAsync($"Transfer-Encoding: {codings}\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n{Hidden}");
        var status = StatusesIn(answers).ShouldHaveSingleItem(answers);
        status.ShouldBeOneOf("400", "501");
        if (!codings.Contains("identity", StringComparison.Ordinal)) status.ShouldBe("501", answers);
    }

    [Fact]
    public async Task a_body_that_does_not_come_is_not_waited_for()
    {
        var answer = await SendAsync("Content-Length: 200\r\n\r\n{");
        StatusesIn(answer).ShouldBe(["408"], answer);
        answer.ShouldContain("application/problem+json");
    }

    [Fact]
    public async Task a_body_announced_as_too_large_is_refused_before_it_comes()
    {
        var answer = await SendAsync("Content-Length: 900000000\r\n\r\n{");
        StatusesIn(answer).ShouldBe(["413"], answer);
    }

    // Everything that comes back until the service hangs up: that it does is part of what is shown.
    private async Task<string> SendAsync(string rest)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, service.Address.Port, TestContext.Current.CancellationToken);
        await using var stream = connection.GetStream();
        var head =
            "POST /api/patients HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                + $"{service.Token(Roles.Clinician, "raw")}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head + rest), TestContext.Current.CancellationToken);
        var answers = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await stream.ReadAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var read)
                answers.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
        catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            // It hung up with some of what was sent unread.
        }

        return answers.ToString();
    }

    private static IEnumerable<string> StatusesIn(string answers) =>
        Statuses().Matches(answers).Select(status => status.Groups["status"].Value);

    [GeneratedRegex("HTTP/1.1 (?<status>[0-9]{3})", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Statuses();
}
