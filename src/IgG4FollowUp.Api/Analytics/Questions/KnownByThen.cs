using IgG4FollowUp.Api.Http;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>
/// What of the persons was known when time begins to count: at the origin, or at a landmark after it. Groups, strata, covariates and
/// conditions of a question about times are made of that alone.
/// </summary>
/// <param name="landmarkDays">Days from the origin to the landmark; null without one.</param>
public sealed class KnownByThen(int? landmarkDays)
{
    /// <summary>The group of those of whom a value was not known by then; whoever never had one is in it too.</summary>
    public const string NotKnown = "not known by then";

    private const string Instead =
        "Ask treatment_strategy with landmarkDays=90 or more; exposure=surgery, or another one, with landmarkDays; the exposure as it "
            + "changes with time (time-dependent-exposure, or exposures of cox-regression); or table-one and transitions, which count no "
            + "time.";

    /// <summary>Makes sure that a column may divide people.</summary>
    /// <param name="parameter">The parameter that names it.</param>
    /// <param name="column">The column; any when null.</param>
    /// <exception cref="BadQuestion">It is known later than time begins to count.</exception>
    public void Require(string parameter, Column? column)
    {
        if (column is null) return;
        if (column.Known == Knowledge.Later)
        {
            throw new BadQuestion(Problem.ImmortalTime(
                parameter,
                $"'{column.Name}' is known only later than time begins to count. Who comes to have a value of it had to live, and to be "
                    + $"followed, until then: the group would get time in which nothing could happen to it. {Instead}"));
        }

        if (column.Known.DaysAfter <= (landmarkDays ?? 0)) return;
        throw new BadQuestion(Problem.ImmortalTime(
            parameter,
            $"'{column.Name}' is known {column.Known.DaysAfter} days after {column.Known.Day}, and who recurred, died or was lost before "
                + "is in no group. Ask survival, log-rank, cox-regression and the like from a landmark not earlier than that, among those "
                + $"still at risk: landmarkDays={column.Known.DaysAfter} or more."));
    }

    /// <summary>Refuses groups by an exposure at no time.</summary>
    /// <param name="parameter">The parameter that names it.</param>
    /// <param name="exposure">The exposure.</param>
    public static BadQuestion WithoutLandmark(string parameter, string exposure) => new(Problem.ImmortalTime(
        parameter,
        $"'{exposure}' divides people at a landmark alone, those who began by then from those who did not: give landmarkDays, such as "
            + "90. Who ever began had to live, and to be followed, until then. As it changes with time, ask time-dependent-exposure or "
            + "exposures of cox-regression."));

    /// <summary>Whether a column's value was known by then, as SQL that is true or false; null where it always was.</summary>
    /// <param name="column">The column, of the persons as <c>s</c>, beside the times as <c>f</c>.</param>
    public string? Sql(Column column)
    {
        if (column.Known.DayColumns is not [var day]) return null;
        var known = $"s.\"{day}\" + {column.Known.DaysAfter} <= f.origin_earliest + {landmarkDays ?? 0}";
        // A case report without dates tells first of how the patient presented.
        return column.Known.DaysAfter > 0
            ? $"coalesce({known}, false)"
            : $"coalesce({known}, s.\"{day}\" is null and f.origin_earliest is null)";
    }

    /// <summary>A grouping column as SQL that is never null.</summary>
    /// <param name="column">The column; everyone is one group when null.</param>
    public string GroupSql(Column? column)
    {
        var value = TimesRequest.GroupSql("s", column);
        return column is null || Sql(column) is not { } known ? value : $"case when {known} then {value} else '{NotKnown}' end";
    }
}
