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

    /// <summary>The rows as a table expression.</summary>
    public static string Sql { get; } =
        $"(select p.*, {string.Join(", ", Columns.Skip(PatientTables.Patients.Columns.Count).Select(column => "o." + column.Sql))} "
        + $"from {PatientTables.Patients.Name} p join {CourseTables.Outcomes.Name} o using ({Clinic}, {PatientId}))";

    public static Column? Column(string name) => Columns.FirstOrDefault(column => column.Name == name);
}
