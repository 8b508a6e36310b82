using System.Net;
using System.Text.RegularExpressions;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Integration.Fuzz;
using IgG4FollowUp.Integration.Hosting;
using Microsoft.AspNetCore.Http;

namespace IgG4FollowUp.Integration.Http;

/// <summary>Lists of entity tags as RFC 9110 has them (8.8.3, 13.1, 5.6.1): each is taken for what it is, and nothing else.</summary>
public sealed class ValidatorSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private const string Visit = """{ "visitedOn": "2024-02" }""";

    // What a header says of a record whose tag is "1": that it is meant, that another is, or nothing that can be understood. Apostrophes
    // stand for quotation marks.
    private static readonly string[] Meant =
    [
        "*", "'1'", "'0', '1'", "'0','1'", ",'1'", "'1',", "'0',, ,'1'", "W/'1', '1'", "'a,b','1'", "'*','1'", "'\u00e9', '1'",
    ];

    private static readonly string[] OfAnother = ["W/'1'", "'01'", "'1 '", "''", "'*'", "'1,2'", "W/'*'"];

    private static readonly string[] NoList =
    [
        "*, '1'", "'1', *", "*,*", "**", "* *", "W/*", "1", "1, 2", "`1`", "'1", "1'", "'1' '2'", "W'1'", "'1';q=1", "''1''", "'1'x",
        "x'1'", ",", ", ,", "'a\\'1'", "'1'; '2'", "'1' ,* ",
    ];

    public static TheoryData<string, HttpStatusCode> Headers =>
    [
        .. With(Meant, HttpStatusCode.Created), .. With(OfAnother, HttpStatusCode.PreconditionFailed),
        .. With(NoList, HttpStatusCode.BadRequest),
    ];

    // What a client's library makes a list of before it is sent.
    private static readonly string[] Untidy = ["w/\"1\"", "W/ \"1\"", "*,", ",*", "\"1\",*"];

    private static IEnumerable<TheoryDataRow<string, HttpStatusCode>> With(string[] headers, HttpStatusCode status) =>
        headers.Select(header => new TheoryDataRow<string, HttpStatusCode>(header.Replace('\'', '"'), status));

    [Fact]
    public void a_list_is_taken_for_one_exactly_when_it_is()
    {
        foreach (var (header, right) in Headers.Select(header => (header.Data.Item1, header.Data.Item2 != HttpStatusCode.BadRequest))
            .Concat(Untidy.Select(header => (header, false))))
        {
            var request = new DefaultHttpContext().Request;
            request.Headers.IfMatch = header.Trim();
            Versions.TryIfMatch(request, out _).ShouldBe(right, header);
        }
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task a_write_is_carried_out_refused_as_stale_or_as_no_list_of_tags(string header, HttpStatusCode status)
    {
        using var clinic = service.Client(clinic: "tags");
        var patient = await clinic.EnrolAsync();
        using var response = await clinic.PostAsync($"{patient}/visits", Visit, ifMatch: header);
        response.StatusCode.ShouldBe(status, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        (await clinic.GetJsonAsync(patient))["version"]!.GetValue<long>().ShouldBe(status == HttpStatusCode.Created ? 2 : 1);
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task a_read_says_not_modified_only_for_a_list_that_has_its_tag(string header, HttpStatusCode status)
    {
        using var clinic = service.Client(clinic: "tags");
        var patient = await clinic.EnrolAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, patient);
        request.Headers.TryAddWithoutValidation("If-None-Match", header);
        using var response = await clinic.SendAsync(request, TestContext.Current.CancellationToken);
        // Compared weakly.
        var same = status == HttpStatusCode.Created || header == "W/\"1\"";
        response.StatusCode.ShouldBe(same ? HttpStatusCode.NotModified : HttpStatusCode.OK);
    }

    [Fact]
    public async Task lists_in_several_lines_are_one_list()
    {
        using var clinic = service.Client(clinic: "tags");
        var patient = await clinic.EnrolAsync();
        foreach (var (lines, status) in new[]
        {
            ((string[])["*", "\"1\""], HttpStatusCode.BadRequest), (["\"9\"", "*"], HttpStatusCode.BadRequest),
            (["\"9\"", "\"8\""], HttpStatusCode.PreconditionFailed), (["\"9\"", "\"1\""], HttpStatusCode.Created),
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{patient}/visits")
            {
                Content = new StringContent(Visit, null, "application/json"),
            };
            foreach (var line in lines) request.Headers.TryAddWithoutValidation("If-Match", line);
            using var response = await clinic.SendAsync(request, TestContext.Current.CancellationToken);
            response.StatusCode.ShouldBe(status, string.Join(" | ", lines));
        }
    }

    [Fact]
    public async Task the_description_admits_what_is_taken_and_nothing_else()
    {
        using var clinic = service.Client(clinic: "tags");
        var document = await clinic.GetJsonAsync("/openapi/v1.json");
        var patterns = DescribedOperation.In(document).SelectMany(operation => operation.Parameters)
            .Where(parameter => parameter["name"]!.ToString() == "If-Match")
            .Select(parameter => parameter["schema"]!["pattern"]!.ToString()).Distinct().ToList();
        var pattern = patterns.ShouldHaveSingleItem();
        foreach (var (header, right) in Headers.Select(header => (header.Data.Item1, header.Data.Item2 != HttpStatusCode.BadRequest))
            .Concat(Untidy.Select(header => (header, false))))
        {
            // A header is sent without the blanks around it.
            Regex.IsMatch(header.Trim(), pattern, RegexOptions.ECMAScript, TimeSpan.FromSeconds(1)).ShouldBe(right, header);
        }
    }
}
