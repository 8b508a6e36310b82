using System.Reflection;
using IgG4FollowUp.Api.Http;
using Marten.Exceptions;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace IgG4FollowUp.Integration.Http;

/// <summary>Whose fault a failure is.</summary>
public sealed class FailureSpecs
{
    [Theory]
    [InlineData("22P02", 400)]
    [InlineData("22021", 400)]
    [InlineData("22003", 400)]
    [InlineData("22P05", 400)]
    [InlineData("08006", 503)]
    [InlineData("25006", 503)]
    [InlineData("53300", 503)]
    [InlineData("55000", 503)]
    [InlineData("57P01", 503)]
    [InlineData("57014", 503)]
    [InlineData("40001", 503)]
    [InlineData("42P01", null)]
    [InlineData("23514", null)]
    [InlineData("XX000", null)]
    public void the_class_of_an_sql_error_decides(string state, int? status)
    {
        var failure = new PostgresException("secret", "ERROR", "ERROR", state);
        foreach (var thrown
            in new Exception[] { failure, new MartenCommandException(null!, failure),
                new InvalidOperationException("", new AggregateException(failure)) })
            (Failures.ProblemOf(thrown, 1)?.Status).ShouldBe(status, thrown.GetType().Name);
        Failures.ProblemOf(failure, 1)?.Detail!.ShouldNotContain("secret");
        (Failures.ProblemOf(failure, 1)?.RetryAfter is not null).ShouldBe(status == 503);
    }

    [Fact]
    public void every_problem_says_what_is_wrong_here()
    {
        var made = typeof(Problem).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(method => method.ReturnType == typeof(Problem)).ToList();
        made.Count.ShouldBeGreaterThan(25);
        foreach (var method in made)
        {
            var problem = (Problem)method.Invoke(null, [.. method.GetParameters().Select(parameter => Some(parameter.ParameterType))])!;
            problem.Detail.ShouldNotBeNullOrWhiteSpace(method.Name);
            problem.Type.ShouldStartWith(
                method.Name == nameof(Problem.OfStatus) ? "about:blank" : "urn:igg4-follow-up:problem:", Case.Sensitive, method.Name);
        }

        foreach (var status in new[] { 406, 411, 414, 415, 417, 421, 431, 505, 599 })
            Problem.OfStatus(status).Detail!.ShouldContain($"{status}");

        static object? Some(Type type) => type == typeof(string) ? "something"
            : type == typeof(int) ? 415
            : type == typeof(long) ? 5L
            : type == typeof(TimeSpan) ? TimeSpan.FromSeconds(5)
            : type == typeof(IReadOnlyList<string>) ? new[] { "other" }
            : type == typeof(IReadOnlyList<ProblemItem>) ? new[] { new ProblemItem("#/a", "code", "Wrong.") }
            : throw new ArgumentOutOfRangeException(nameof(type), type, "say what it may be");
    }

    [Fact]
    public void a_database_that_cannot_be_reached_is_away_and_a_request_that_cannot_be_read_is_the_clients()
    {
        Failures.ProblemOf(new NpgsqlException(), 1)!.Status.ShouldBe(503);
        Failures.ProblemOf(new IOException("", new BadHttpRequestException("", 413)), 77)!.Detail!.ShouldContain("77");
        Failures.ProblemOf(new BadHttpRequestException("", 400), 1)!.Status.ShouldBe(400);
        Failures.ProblemOf(new BadHttpRequestException("", 408), 1)!.Status.ShouldBe(408);
        Failures.ProblemOf(new InvalidOperationException(), 1).ShouldBeNull();
    }
}
