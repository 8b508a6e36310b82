using FsCheck.Fluent;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Specs.Patients;

namespace IgG4FollowUp.Integration.Analytics;

/// <summary>What is derived for a question is what all of a patient's rows say of it.</summary>
public sealed class SomeColumnsSpecs
{
    private const int Histories = 60;

    [Fact]
    public void a_table_with_some_of_its_columns_has_the_same_rows_and_cells()
    {
        var random = new Random(11);
        foreach (var chart in Gen.Sample(AcceptedHistories.Charts, Histories, 50))
        {
            foreach (var table in AnalystTables.Kept)
            {
                var names = table.Columns.Select(column => column.Name).ToArray();
                var asked = random.GetItems(names, random.Next(names.Length + 1)).ToHashSet(StringComparer.Ordinal);
                var some = table.Only(asked);
                some.Columns.Select(column => column.Name).ShouldBe(
                    names.Where((name, i) => i < 2 || i == names.Length - 1 || asked.Contains(name)), table.Name);
                var places = some.Columns.Select(column => Array.IndexOf(names, column.Name)).ToList();
                some.Rows(Facts(chart)).ShouldBe(
                    table.Rows(Facts(chart)).Select(row => places.ConvertAll(place => row[place]).ToArray()), table.Name);
            }
        }
    }

    [Fact]
    public void rows_of_one_definition_and_one_origin_are_those_among_all()
    {
        var (random, origins) = (new Random(12), RecurrenceScope.All.Origins);
        AnalystTable[] tables = [AnalystTables.Find("recurrences")!, AnalystTables.Find("recurrence_free_intervals")!];
        foreach (var chart in Gen.Sample(AcceptedHistories.Charts, Histories, 50))
        {
            foreach (var definition in RecurrenceDefinition.All)
            {
                var origin = origins[random.Next(origins.Count)];
                foreach (var table in tables)
                {
                    table.Rows(Facts(chart, new([definition], [origin]))).ShouldBe(
                        table.Rows(Facts(chart)).Where(row => IsOf(table, row, definition, origin)),
                        $"{table.Name} {definition.Id} {origin}");
                }
            }
        }
    }

    private static bool IsOf(AnalystTable table, object?[] row, RecurrenceDefinition definition, TimeZero origin) =>
        table.Columns.Zip(row).All(cell => cell.First.Name switch
        {
            "definition" => Equals(cell.Second, definition.Name),
            "definition_version" => Equals(cell.Second, definition.Version),
            "time_zero" => Equals(cell.Second, StoredName.Of(origin)),
            _ => true,
        });

    private static PatientFacts Facts(PatientChart chart, RecurrenceScope? scope = null) =>
        new("north", 1, chart) { Scope = scope ?? RecurrenceScope.All };
}
