using IgG4FollowUp.Api.Analytics.Tables;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>The tables of which every patient has one row each, <c>patients</c> and <c>outcomes</c>, together as one.</summary>
public static class Persons
{
    public const string Clinic = "clinic";
    public const string Origin = "origin";
    public const string PatientId = "patient_id";

    /// <summary>Name under which the columns are offered together.</summary>
    public const string Name = "patients and outcomes";

    /// <summary>The tables.</summary>
    public static IReadOnlyList<AnalystTable> Tables { get; } = [PatientTables.Patients, CourseTables.Outcomes];

    /// <summary>The columns of both, each once.</summary>
    public static IReadOnlyList<Column> Columns { get; } = [.. Tables.SelectMany(table => table.Columns).DistinctBy(column => column.Name)];

    /// <summary>The names of the columns, as an answer lists them.</summary>
    public static string ColumnNames { get; } = string.Join(", ", Columns.Select(column => column.Name));

    /// <summary>The tables with some of the columns; that of outcomes only where one of its columns is among them.</summary>
    /// <param name="columns">Names of columns.</param>
    public static IReadOnlyList<AnalystTable> Only(IReadOnlyCollection<string> columns) =>
        [.. (OfOutcomes(columns).Any() ? Tables : [PatientTables.Patients]).Select(table => table.Only(columns))];

    /// <summary>The rows as a table expression, with some of the columns.</summary>
    /// <param name="columns">Names of columns.</param>
    public static string Sql(IReadOnlyCollection<string> columns)
    {
        var ofPatients = PatientTables.Patients.Only(columns).Columns.Select(column => "p." + column.Sql);
        var ofOutcomes = OfOutcomes(columns).Select(column => "o." + column.Sql).ToList();
        // Whoever has a row among the patients has one among the outcomes.
        var join = ofOutcomes.Count == 0 ? "" : $" join {CourseTables.Outcomes.Name} o using ({Clinic}, {PatientId})";
        return $"(select {string.Join(", ", ofPatients.Concat(ofOutcomes))} from {PatientTables.Patients.Name} p{join})";
    }

    public static Column? Column(string name) => Columns.FirstOrDefault(column => column.Name == name);

    /// <summary>A column with those of the day from which it is known; none where no column has the name.</summary>
    /// <param name="name">The name.</param>
    public static IEnumerable<string> WithDays(string name) =>
        Column(name) is { } column ? column.Known.DayColumns.Prepend(column.Name) : [];

    private static IEnumerable<Column> OfOutcomes(IReadOnlyCollection<string> columns) =>
        Columns.Skip(PatientTables.Patients.Columns.Count).Where(column => columns.Contains(column.Name));
}
