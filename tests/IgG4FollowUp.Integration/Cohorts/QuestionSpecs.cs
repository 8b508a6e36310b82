using System.Net;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Analytics.Questions;
using IgG4FollowUp.Api.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Npgsql;

namespace IgG4FollowUp.Integration.Cohorts;

/// <summary>An answer begins when its question is known to be answerable: in every form, at every address of the cohort.</summary>
public sealed class QuestionSpecs(CohortService cohort) : IClassFixture<CohortService>
{
    private const string Nobody = "01980000-0000-7000-8000-000000000000";

    private static readonly string[] Forms = ["application/json", "text/csv", "application/x-ndjson"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Every question that can be asked in several forms, with what it needs.</summary>
    private IReadOnlyList<(string Address, IReadOnlyList<ReadParameter> Parameters)> Questions()
    {
        var questions =
            (from source in cohort.Service.Host.Services.GetServices<EndpointDataSource>()
             from endpoint in source.Endpoints.OfType<RouteEndpoint>()
             let path = endpoint.RoutePattern.RawText!
             where path.StartsWith("/api/cohort/", StringComparison.Ordinal)
                 && endpoint.Metadata.OfType<IProducesResponseTypeMetadata>().Any(answer => answer.ContentTypes.Contains("text/csv"))
             from table in path.Contains("{table}", StringComparison.Ordinal) ? AnalystTables.All.Select(table => table.Name) : [""]
             let known = ReadParameters.Of(endpoint.Metadata)
                 .Where(parameter => !path.Contains($"{{{parameter.Name}}}", StringComparison.Ordinal))
                 .Where(parameter =>
                     table.Length == 0 || !parameter.Repeats
                         || AnalystTables.Find(table)!.Columns.Any(column => column.Name == parameter.Name)).ToList()
             select (path["/api/cohort/".Length..].Replace("{table}", table, StringComparison.Ordinal)
                 + (known.Exists(parameter => parameter.Required) ? "?by=sex&" : "?"), (IReadOnlyList<ReadParameter>)known)).ToList();
        questions.Count.ShouldBe(AnalystTables.All.Count + 18);
        return questions;
    }

    [Fact]
    public async Task a_question_that_cannot_be_answered_is_one_problem_in_every_form()
    {
        var random = new Random(4);
        foreach (var (address, parameters) in Questions())
        {
            var wrong = parameters.Where(parameter =>
                parameter.Type != JsonSchemaType.String || parameter.Format is not null || parameter.Values.Count > 0).ToArray();
            foreach (var parameter in random.GetItems(wrong, 8).Append(CohortParameters.Clinic))
            {
                if (!parameters.Any(known => known.Name == parameter.Name)) continue;
                foreach (var form in Forms)
                {
                    using var response = await cohort.SendAsync($"{address}{parameter.Name}=no-such-value", form);
                    await IsRefusedAsync(response, parameter.Name, $"{address}{parameter.Name} {form}");
                }
            }
        }
    }

    [Theory]
    [InlineData("tables/patients?enrolled_on_earliest=today", "enrolled_on_earliest")]
    [InlineData("tables/patients?enrolled_on_earliest=infinity", "enrolled_on_earliest")]
    [InlineData("tables/patients?enrolled_on_earliest=2016-13-01", "enrolled_on_earliest")]
    [InlineData("tables/labs?value=NaN", "value")]
    [InlineData("tables/patients?lesion_sacral=t", "lesion_sacral")]
    [InlineData("tables/patients?birth_year=99999999999", "birth_year")]
    [InlineData("adtte?lesion_pattern=null", "lesion_pattern")]
    [InlineData("survival?clinic=nope", "synthetic-45")]
    [InlineData("patients?clinic=nope", "clinic")]
    [InlineData("tables/patients?clinic=synthetic&clinic=nope", "clinic")]
    public async Task what_only_a_database_would_understand_and_what_nobody_can_have_is_refused_with_what_would_be_right(string address,
        string named)
    {
        foreach (var form in Forms)
        {
            using var response = await cohort.SendAsync(address, form);
            await IsRefusedAsync(response, named, $"{address} {form}");
        }
    }

    [Fact]
    public void every_column_that_is_one_of_a_few_values_is_asked_for_by_these_alone() =>
        AnalystTables.All.SelectMany(table => table.Columns).Where(column => column.Comment.Contains("One of:", StringComparison.Ordinal))
            .ShouldAllBe(column => column.Codes.Count > 0);

    [Fact]
    public void a_column_of_one_name_is_of_one_type_and_of_a_few_values_or_not_in_every_table() =>
        AnalystTables.All.SelectMany(table => table.Columns).GroupBy(column => column.Name)
            .Where(same => same.Select(column => (column.Type, column.Codes.Count > 0)).Distinct().Count() > 1)
            .Select(same => same.Key).ShouldBeEmpty();

    [Fact]
    public async Task a_value_that_the_column_has_in_another_table_alone_is_refused_with_those_of_this_one()
    {
        using var response = await cohort.SendAsync("tables/remissions?definition=composite");
        await IsRefusedAsync(response, "definition", "composite of remissions");
    }

    [Fact]
    public async Task five_thousand_right_and_wrong_questions_on_the_same_connections_are_each_answered_as_alone()
    {
        var random = new Random(11);
        var questions = Questions().Where(question => question.Address.StartsWith("tables/", StringComparison.Ordinal)).ToList();
        var asked = Enumerable.Range(0, 5000).Select(_ =>
        {
            var (address, parameters) = questions[random.Next(questions.Count)];
            // A few kinds of statements each, so that each recurs often enough to be one that is kept prepared.
            var conditions = parameters.Where(parameter => parameter.Repeats && parameter.Name is not ("clinic" or "patient_id")).Take(4)
                .ToList();
            var named = conditions[random.Next(conditions.Count)].Name;
            // Of a value that several tables have under one name, each takes its own.
            var condition = CohortParameters.Condition(AnalystTables.Find(address["tables/".Length..].TrimEnd('?'))!.Column(named)!);
            var right = random.Next(3) > 0;
            return (Address: $"{address}patient_id={Nobody}&{condition.Name}={(right ? Right(condition) : "2016-13-01'")}",
                Right: right || Unbounded(condition));
        }).ToList();
        await Parallel.ForEachAsync(asked,
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Cancellation }, async (question, _) =>
        {
            using var response = await cohort.SendAsync(question.Address, Forms[question.Address.Length % 3]);
            response.StatusCode.ShouldBe(question.Right ? HttpStatusCode.OK : HttpStatusCode.BadRequest, question.Address);
        });

        static bool Unbounded(ReadParameter condition) => condition is { Type: JsonSchemaType.String, Format: null, Values.Count: 0 };

        static string Right(ReadParameter condition) =>
            condition.Values.Count > 0 ? condition.Values[0] : (condition.Type, condition.Format) switch
            {
                (JsonSchemaType.Boolean, _) => "true",
                (JsonSchemaType.Integer or JsonSchemaType.Number, _) => "7",
                (_, "date") => "2020-01-31",
                (_, "uuid") => Nobody,
                _ => "text",
            };
    }

    [Fact]
    public async Task no_statement_that_fails_harms_the_one_that_gets_a_connection_next()
    {
        var database = cohort.Service.Host.Services.GetRequiredService<NpgsqlDataSource>();
        var random = new Random(3);
        for (var i = 0; i < 2000; i++)
        {
            // A transaction in which a statement failed takes no other one, so a connection is given back after a failure.
            await using var connection = await database.OpenConnectionAsync(Cancellation);
            var wrong = random.Next(3) == 0;
            await using var transaction = await connection.BeginTransactionAsync(Cancellation);
            await using var command = new NpgsqlCommand($"select {random.Next(20)}, $1::int", connection, transaction);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = wrong ? "x" : "7" });
            if (wrong)
                (await Should.ThrowAsync<PostgresException>(async () => await command.ExecuteScalarAsync(Cancellation))).SqlState
                    .ShouldBe("22P02");
            else (await command.ExecuteScalarAsync(Cancellation)).ShouldBeOfType<int>();
        }
    }

    [Fact]
    public async Task a_failure_before_the_first_row_is_a_problem_and_one_after_it_breaks_the_connection()
    {
        foreach (var form in Forms)
        {
            var early = new CohortAnswer([], [new TidyTable("t", ["a"], FailingAfter(0))]);
            var http = Asked(form);
            await Should.ThrowAsync<InvalidOperationException>(() => early.ExecuteAsync(http));
            http.Response.HasStarted.ShouldBeFalse(form);
            http.Response.Body.Length.ShouldBe(0, form);

            var late = new CohortAnswer([], [new TidyTable("t", ["a"], FailingAfter(3))]);
            var feature = new StartedFeature();
            http = Asked(form, feature);
            await Should.ThrowAsync<InvalidOperationException>(() => late.ExecuteAsync(http));
            feature.Started.ShouldBeTrue(form);
        }

        static DefaultHttpContext Asked(string form, StartedFeature? started = null)
        {
            var http = new DefaultHttpContext();
            http.Request.Headers.Accept = form;
            http.Response.Body = new MemoryStream();
            if (started is not null) http.Features.Set<Microsoft.AspNetCore.Http.Features.IHttpResponseBodyFeature>(started);
            return http;
        }

        static async IAsyncEnumerable<object?[]> FailingAfter(int rows)
        {
            for (var i = 0; i < rows; i++) yield return [i];
            await Task.CompletedTask;
            throw new InvalidOperationException();
        }
    }

    [Theory]
    [InlineData("application/json;charset=UTF-8", "application/json")]
    [InlineData("application/json; charset=\"utf-8\"", "application/json")]
    [InlineData("text/csv; charset=utf-8", "text/csv")]
    [InlineData("text/csv; header=present", "text/csv")]
    [InlineData("TEXT/CSV", "text/csv")]
    [InlineData("text/*;q=0.5, application/json;q=0.4", "text/csv")]
    [InlineData("text/csv;q=0, */*", "application/json")]
    [InlineData("application/json;q=0, application/*", "application/x-ndjson")]
    [InlineData("text/html, */*;q=0.1", "application/json")]
    [InlineData("text/csv;charset=iso-8859-1, application/x-ndjson;q=0.1", "application/x-ndjson")]
    [InlineData("text/html", null)]
    [InlineData("text/csv;q=0", null)]
    public async Task a_form_is_chosen_as_the_media_types_say_with_their_parameters(string accept, string? sent)
    {
        foreach (var address in new[] { "rates?clinic=synthetic", "tables/labs?clinic=synthetic", "tables" })
        {
            using var response = await cohort.SendAsync(address, accept);
            response.StatusCode.ShouldBe(sent is null ? HttpStatusCode.NotAcceptable : HttpStatusCode.OK, $"{address} {accept}");
            response.Content.Headers.ContentType!.MediaType.ShouldBe(sent ?? "application/problem+json", $"{address} {accept}");
        }
    }

    [Fact]
    public async Task percentages_are_numbers()
    {
        var rows = (await cohort.GetAsync("table-one?clinic=synthetic-45"))["rows"]!.AsArray();
        rows.Select(row => row!["percent"]).OfType<JsonNode>()
            .ShouldAllBe(percent => percent.GetValueKind() == System.Text.Json.JsonValueKind.Number);
        rows.Select(row => row!["publishedPercent"]).OfType<JsonNode>()
            .ShouldAllBe(percent => percent.GetValueKind() == System.Text.Json.JsonValueKind.Number);
        foreach (var row in rows.Where(row => row!["percent"] is not null))
            row!["text"]!.GetValue<string>().ShouldContain($"({row["percent"]}%)");
    }

    private static async Task IsRefusedAsync(HttpResponseMessage response, string named, string what)
    {
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, $"{what}: {text}");
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json", what);
        response.Content.Headers.ContentDisposition.ShouldBeNull(what);
        JsonNode.Parse(text)!["detail"]!.GetValue<string>().ShouldContain(named, Case.Sensitive, what);
    }

    private sealed class StartedFeature : StreamResponseBodyFeature
    {
        public StartedFeature()
            : base(new MemoryStream())
        {
        }

        public bool Started { get; private set; }

        public override Task StartAsync(CancellationToken cancellationToken = default)
        {
            Started = true;
            return base.StartAsync(cancellationToken);
        }
    }
}
